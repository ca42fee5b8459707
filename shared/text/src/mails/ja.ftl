# Mails
mail-greeting = { $name } 様
mail-total = 合計
mail-paid = お支払い済み
mail-outstanding = 残りのお支払い額
mail-received = 受領日時
mail-sent-by = このメールは、ご予約 { $reference } について { $merchant } からお送りしています。

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

invitation-subject = { $merchant } から Paylink への招待
invitation-preview = { $email } でサインインしてください
invitation-heading = { $merchant } に参加
invitation-intro = { $merchant } はお支払いリンクでお客様に代金を請求しており、あなたをメンバーに招待しています。{ $email } でサインインしてください。招待はこのアドレスでのみ有効です。
invitation-button = サインイン
invitation-hint = ボタンが動作しない場合は、次のアドレスをブラウザで開いてください。
invitation-footer = このメールは、{ $merchant } の担当者があなたのアドレスを入力したためお送りしています。お心当たりがない場合は、何もする必要はありません。
