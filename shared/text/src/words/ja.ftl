# What pages and mails share
word-reference = 予約番号
word-amount = 金額
word-method = お支払い方法
request-subject = { $merchant }：ご予約 { $reference } のお支払い（{ $amount }）のお願い

# Methods of payment
method-card = カード
method-bank_debit = 口座振替
method-online = オンライン決済
method-cash = 現金
method-bank_transfer = 銀行振込
method-terminal = カード端末
method-voucher = バウチャー
