# Mails
mail-greeting = { $name } 様
mail-reference = 予約番号
mail-total = 合計
mail-paid = お支払い済み
mail-outstanding = 残りのお支払い額
mail-amount = 金額
mail-method = お支払い方法
mail-received = 受領日時
mail-sent-by = このメールは、ご予約 { $reference } について { $merchant } からお送りしています。

request-subject = { $merchant }：ご予約 { $reference } のお支払い（{ $amount }）のお願い
request-preview = { $item }：{ $amount }、お支払い期限 { $until }
request-heading = お支払い額 { $amount }
request-intro = { $merchant } より、ご予約のお支払いのお願いです。{ $until } まで、オンラインで安全にお支払いいただけます。
request-intro-choice = { $merchant } より、ご予約のお支払いのお願いです。金額は { $least } から { $amount } までお選びいただけます。{ $until } まで、オンラインで安全にお支払いいただけます。
request-button = 今すぐ支払う
request-link-hint = ボタンが動作しない場合は、次のアドレスをブラウザで開いてください。

reminder-subject = { $merchant }：お支払い{ $amount }のご確認（期限：{ $by }）
reminder-preview = { $item }のお支払い残額{ $amount }、ご予約（{ $reference }）
reminder-heading = お支払い残額：{ $amount }
reminder-intro = { $merchant }のご予約について、お支払いのご確認です。お支払い残額は{ $amount }です。{ $until }まで、オンラインで安全にお支払いいただけます。
reminder-intro-choice = { $merchant }のご予約について、お支払いのご確認です。お支払い残額は{ $amount }で、今回は{ $least }以上の金額をお支払いいただけます。{ $until }まで、オンラインで安全にお支払いいただけます。
reminder-paid = 行き違いですでにお支払いがお済みの場合は、お手続きの必要はございません。

receipt-subject = { $merchant }：領収書 { $amount }、ご予約 { $reference }
receipt-preview = { $amount } を受領いたしました。ありがとうございます
receipt-heading = { $amount } を受領いたしました
receipt-intro = お支払いありがとうございます。{ $merchant } が受領いたしました。このメールは領収書として保管してください。
receipt-all-paid = ご予約のお支払いはすべて完了しています。

notice-subject = 予約 { $reference }：{ $amount } の入金がありました
notice-subject-odd = 要確認：予約 { $reference } に { $amount } の入金がありました
notice-preview = { $name } 様が { $amount } を支払いました
notice-heading = { $amount } の入金
notice-intro = { $name } 様が予約 { $reference } について { $amount } を支払いました。チケットはまだ送信されていません。準備ができたら予約画面から送信してください。
notice-intro-released = { $name } 様が予約 { $reference } について { $amount } を支払いました。チケットは送信済みです。
notice-odd-unexpected = 本来は受け付けられないはずの支払いです。予約またはリンクが終了していたか、支払いページの期限が切れていました。予約を確認し、不要な支払いであれば返金してください。
notice-odd-mismatch = 金額または通貨が請求内容と異なります。予約を確認してください。
notice-odd-overpaid = この予約は { $overpaid } の過払いになっています。超過分は予約画面から返金できます。

refund-failed-subject = { $amount } の返金に失敗しました（予約 { $reference }）
refund-failed-preview = { $name } 様に返金が届きませんでした
refund-failed-heading = { $amount } の返金に失敗しました
refund-failed-intro = 決済サービスは { $name } 様へ { $amount } を返金できませんでした。予約上は再び支払い済みとして扱われます。別の方法で返金するか、もう一度お試しください。

dispute-open-subject = 要回答：{ $amount } の異議申し立て、予約 { $reference }
dispute-open-preview = { $name } 様の銀行が支払いに異議を申し立てています
dispute-open-heading = { $amount } の異議申し立て
dispute-open-intro = { $name } 様の銀行が、予約 { $reference } の支払い { $amount } に異議を申し立てています。決済サービスで回答してください。決定が出るまでチケットの送信は保留されます。残りの支払い額は変わりません。
dispute-answer-by = 回答期限は { $by } です。回答がない場合は敗訴となります。
dispute-won-subject = { $amount } の異議申し立て：勝訴、予約 { $reference }
dispute-won-preview = { $name } 様の銀行との異議申し立ては、貴社の主張が認められました
dispute-won-heading = { $amount } の異議申し立て：勝訴
dispute-won-intro = 予約 { $reference } の { $amount } の異議申し立ては、貴社の主張が認められました。代金はそのままお受け取りいただけます。ほかに必要な手続きはありません。
dispute-lost-subject = { $amount } の異議申し立て：敗訴、予約 { $reference }
dispute-lost-preview = { $name } 様の銀行との異議申し立ては、貴社の主張が認められませんでした
dispute-lost-heading = { $amount } の異議申し立て：敗訴
dispute-lost-intro = 予約 { $reference } の { $amount } の異議申し立ては { $name } 様の主張が認められ、代金は返還されました。予約上は支払い済みのままです。残りの支払いについてはお客様とご相談ください。
dispute-id = 異議申し立て番号

endpoint-disabled-subject = Webhook のエンドポイントが無効になりました
endpoint-disabled-preview = { $address } は 5 日間イベントを受信していません
endpoint-disabled-heading = Webhook のエンドポイントが無効になりました
endpoint-disabled-intro = { $address } は 5 日間イベントを受信していません。直近のイベントは予約 { $reference } に関するものでした。今後このアドレスにイベントは送信されません。
endpoint-disabled-next = 復旧したら、設定画面で有効にしてください。届かなかった過去 30 日間のイベントは、配信一覧から再送信できます。

email-failed-subject = { $name } 様宛のメールが届きませんでした、予約（{ $reference }）
email-failed-heading = メールが届きませんでした
email-failed-request = { $name } 様に予約（{ $reference }）のお支払いをお願いするメールが届きませんでした。
email-failed-reminder = { $name } 様に予約（{ $reference }）のお支払いのご確認をお願いするメールが届きませんでした。今後、確認メールは送信されません。
email-failed-receipt = { $name } 様宛の領収書のメール、予約（{ $reference }）が届きませんでした。
email-failed-tickets = { $name } 様宛のチケットのメール、予約（{ $reference }）が届きませんでした。
email-failed-next-link = 予約のメールアドレスを確認し、リンクを再送してください。または、予約画面でリンクをコピーし、チャットや窓口など別の方法でお渡しください。
email-failed-next = 予約のメールアドレスを確認し、別の方法で { $name } 様にご連絡ください。
email-failed-reason = 理由
notice-button = 予約を開く

tickets-subject = { $merchant }：ご予約 { $reference } のチケット
tickets-preview = { $item }
tickets-heading = チケット
tickets-intro = チケットをお送りします。スマートフォンの画面または印刷してご提示ください。
tickets-not-paid = お支払いが完了していません。残り { $outstanding } のお支払いが必要です。
tickets-number = チケット { $number }

# Methods of payment
method-card = カード
method-bank_debit = 口座振替
method-online = オンライン決済
method-cash = 現金
method-bank_transfer = 銀行振込
method-terminal = カード端末
method-voucher = バウチャー

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

invitation-subject = { $merchant } から Paylink への招待
invitation-preview = { $email } でサインインしてください
invitation-heading = { $merchant } に参加
invitation-intro = { $merchant } はお支払いリンクでお客様に代金を請求しており、あなたをメンバーに招待しています。{ $email } でサインインしてください。招待はこのアドレスでのみ有効です。
invitation-button = サインイン
invitation-hint = ボタンが動作しない場合は、次のアドレスをブラウザで開いてください。
invitation-footer = このメールは、{ $merchant } の担当者があなたのアドレスを入力したためお送りしています。お心当たりがない場合は、何もする必要はありません。
