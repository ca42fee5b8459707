# What pages and mails share
word-reference = 预订编号
word-amount = 金额
word-method = 付款方式
request-subject = { $merchant }：请为预订 { $reference } 支付 { $amount }

# Methods of payment
method-card = 银行卡
method-bank_debit = 银行代扣
method-online = 在线支付
method-cash = 现金
method-bank_transfer = 银行转账
method-terminal = 刷卡机
method-voucher = 代金券
