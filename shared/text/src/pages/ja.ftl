# Guest's pages
page-language = 言語
page-safety = カード情報は決済サービスのページで入力します。このページで入力することはありません。
page-questions = ご予約に関するお問い合わせ：
page-write = { $address } にメールする
page-booking = ご予約 { $reference }
page-asks = ご予約 { $reference } のお支払いのお願い
page-due = 今回のお支払い額
page-up-to = お選びいただける金額（上限）
page-until = お支払い期限：{ $time }
page-message = { $merchant } からのメッセージ
page-amount = 今回お支払いになる金額（{ $currency }）
page-amount-range = { $least } から { $most } まで
page-amount-wrong = { $least } から { $most } までの金額を入力してください。
page-pay = { $amount } を支払う
page-pay-chosen = お支払いに進む
page-pay-hint = 決済サービスの安全なページでお支払いの後、このページに戻ります。
page-terms = { $merchant }の利用規約に同意します。
page-terms-read = 規約を読む
page-terms-missing = 先に利用規約への同意をお願いいたします。
page-changed = 金額が変更されました。ご確認のうえ、もう一度ボタンを押してください。
page-press-again = お支払いの準備中です。別の画面で開いている可能性があります。数秒後にもう一度ボタンを押してください。

page-items = ご予約内容
page-guests = { $count ->
   *[other] { $count } 名
}
page-tax = 税 { $rate }% 込み
page-total = 合計
page-credited = 減額
page-paid-so-far = お支払い済み
page-refunded = 返金済み
page-reserved = ほかの方がお支払い中
page-overpaid = 過払い額
page-outstanding = 残りのお支払い額

page-blocked = ただいま、ほかの方がお支払い中です
page-blocked-text = このご予約の残額は、現在、別の端末または別のリンクでお支払いの手続き中です。
page-blocked-until = そのお支払いが完了しなかった場合は、約 { $minutes } 分後（{ $time } 以降）にこちらでお支払いいただけます。
page-blocked-soon = 1 分ほどしてから、もう一度ご確認ください。
page-others-under-way = ほかのお支払いを処理中です
page-others-under-way-text = このご予約の残額は別のリンクで支払われ、入金を待っています。数日かかることがあります。お手続きは必要ありません。
page-look-again = もう一度確認する

page-under-way = お支払いを処理中です
page-under-way-text = お支払いの手続きは完了し、銀行が送金しています。このお支払い方法では数日かかることがあります。
page-under-way-wait = これ以上のお手続きは必要ありません。入金され次第、{ $merchant } が確認できます。

page-paid = お支払い済みです。ありがとうございます
page-paid-text = { $merchant } がお支払いを受領しました。
page-rest-later = { $merchant } がこのお支払いを受領しました。ご予約の残額は { $amount } です。別途お支払いのご案内をいたします。
page-nothing-due = お支払いは必要ありません
page-nothing-due-text = このご予約に残りのお支払いはありません。
page-part-refunded = { $amount } を返金しました。
page-all-refunded = お支払いは返金されました
page-all-refunded-text = { $merchant } が返金の手続きをしました。口座への入金まで数日かかることがあります。

page-expired = このお支払いリンクは期限切れです
page-expired-text = 新しいリンクをご請求いただけます。ご予約のメールアドレスにお送りします。
page-ask-new = 新しいリンクを送ってもらう
page-ask-new-hint = 安全のため、{ $merchant } にご登録のアドレスにのみお送りします。
page-asked = ご依頼を受け付けました
page-asked-text = 残りのお支払いがあり、ご予約にメールアドレスの登録がある場合は、新しいリンクをお送りします。数分後に受信トレイと迷惑メールフォルダーをご確認ください。
page-asked-nothing = 届かない場合は、{ $merchant } にお問い合わせください。

page-cancelled = このお支払いのお願いは取り消されました
page-cancelled-text = ここでのお支払いは必要ありません。
page-superseded = このお支払いリンクは新しいものに替わりました
page-superseded-text = このリンクはもうご利用いただけません。引き続きお支払いのご案内がある場合は、最新のリンクをご利用ください。
page-contact = ご不明な点は、{ $merchant } にお問い合わせください。

page-not-online = ただいまオンラインではお支払いいただけません
page-not-online-text = { $merchant } は現在、この金額をオンラインで受け付けられません。ほかのお支払い方法についてお問い合わせください。
page-not-started = お支払いを開始できませんでした
page-not-started-text = 決済サービスで受け付けられませんでした。請求は発生していません。数分後にもう一度お試しください。

page-thanks = ありがとうございます。お支払いを受領しました
page-thanks-all = ご予約のお支払いはすべて完了しています。
page-thanks-rest = ご予約の残額は { $amount } です。
page-thanks-cancelled = その間にご予約がキャンセルされました。お支払いについては { $merchant } よりご連絡いたします。
page-thanks-mail = 領収書をメールでお送りします。
page-pay-rest = 残額を支払う
page-back = { $site } に進む

page-checking = お支払いを確認しています
page-checking-text = 通常は数秒で完了します。ページは自動的に更新されます。
page-checking-long = 決済サービスからの確認がまだ届いていません。お支払い済みの場合もご安心ください。確認が届き次第、記録されます。
page-checking-unfinished = お支払いが完了していない場合は、お支払いページに戻ることができます。
page-to-link = お支払いページへ

page-not-paid = お支払いは完了しませんでした
page-not-paid-text = 代金は引き落とされていません。もう一度お試しください。別のカードや別のお支払い方法もご利用いただけます。
page-try-again = もう一度試す

page-to-booking = ご予約に戻る
page-receipt-link = 領収書を表示
page-receipt = 領収書
page-receipt-for = { $name } 様
page-receipt-text = { $merchant } が次のお支払いを受領しました。このページは印刷または PDF として保存できます。
page-payments = お支払い
page-number = 番号 { $number }
page-of-this-refunded = うち返金済み：{ $amount }
page-no-payments = お支払いはまだありません

page-404 = このページは存在しません
page-404-text = リンク全体を開いたかどうかご確認ください。コピーの際に途中で切れた可能性があります。それでも開けない場合は、送信者に新しいリンクをご依頼ください。
page-403 = この操作は当ページから送信されたものではありません
page-403-text = 安全のため、お支払いはお支払いページからのみ開始できます。リンクをもう一度開き、ページ内のボタンを押してください。
page-bad-form = リクエストを読み取れませんでした
page-bad-form-text = 処理は行われていません。リンクをもう一度開き、ページ内のボタンを押してください。
page-503 = ただいま応答がありません
page-503-text = お客様側の問題ではありません。1 分ほどしてからもう一度お試しください。お支払いの途中だった場合は、まずリンクを開いてください。お支払いが届いたかどうかを確認できます。

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = { $name } 様、{ $merchant }より、{ $item }、ご予約（{ $reference }）のお支払い{ $amount }のお願いです。{ $until }まで、オンラインで安全にお支払いいただけます：{ $url }
share-text-choice = { $name } 様、{ $merchant }より、{ $item }、ご予約（{ $reference }）のお支払いのお願いです。{ $least }以上、{ $amount }までの金額をお選びいただけます。{ $until }まで、オンラインで安全にお支払いいただけます：{ $url }
counter-scan = このコードをスマートフォンで読み取り、{ $merchant }に{ $amount }をお支払いください。
counter-scan-choice = このコードをスマートフォンで読み取り、{ $merchant }に{ $least }から{ $amount }までの金額をお支払いください。

# Invoice and receipt as staff print them
document-invoice = 請求書
document-date = 日付
document-item = 品目
document-quantity = 数量
document-price = 単価
document-tax = { $amount }に含まれる税（{ $rate }%）
