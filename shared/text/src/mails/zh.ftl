# Mails
mail-greeting = { $name }，您好！
mail-total = 总额
mail-paid = 已付金额
mail-outstanding = 待付金额
mail-received = 收款时间
mail-sent-by = 本邮件由 { $merchant } 就预订 { $reference } 发送给您。

request-preview = { $item }：{ $amount }，付款截止 { $until }
request-heading = 待付 { $amount }
request-intro = { $merchant } 请您支付预订款项。您可以在 { $until } 之前安全地在线付款。
request-intro-choice = { $merchant } 请您支付预订款项：最少 { $least }，最多 { $amount }。您可以在 { $until } 之前安全地在线付款。
request-button = 立即付款
request-link-hint = 如果按钮无法使用，请在浏览器中打开以下网址：

reminder-subject = { $merchant }：付款提醒，请于 { $by } 前支付 { $amount }
reminder-preview = { $item } 仍有 { $amount } 待付，预订 { $reference }
reminder-heading = 待付金额：{ $amount }
reminder-intro = 温馨提醒：您在 { $merchant } 的预订仍有 { $amount } 待付。您可以在 { $until } 前安全地在线付款。
reminder-intro-choice = 温馨提醒：您在 { $merchant } 的预订仍有 { $amount } 待付，您本次可以支付 { $least } 或更多。您可以在 { $until } 前安全地在线付款。
reminder-paid = 如果您在此期间已付款，则无需进行任何操作。

receipt-subject = { $merchant }：收据 { $amount }，预订 { $reference }
receipt-preview = 谢谢，我们已收到 { $amount }
receipt-heading = 谢谢，已收到 { $amount }
receipt-intro = { $merchant } 已收到您的付款。请保存本邮件作为收据。
receipt-all-paid = 您的预订已全额付清。

notice-subject = 预订 { $reference } 收到 { $amount }
notice-subject-odd = 请核实：预订 { $reference } 收到 { $amount }
notice-preview = { $name } 支付了 { $amount }
notice-heading = 收到 { $amount }
notice-intro = { $name } 为预订 { $reference } 支付了 { $amount }。门票尚未发送；准备好后请从预订中发送。
notice-intro-released = { $name } 为预订 { $reference } 支付了 { $amount }。门票已发送。
notice-odd-unexpected = 这笔付款本不应发生：预订或其链接已关闭，或付款页面已结束。请核实预订，如不应收取，请退款。
notice-odd-mismatch = 金额或货币与要求不符。请核实预订。
notice-odd-overpaid = 该预订现已多付 { $overpaid }。您可以从预订中退还多付款项。

refund-failed-subject = { $amount } 退款失败，预订 { $reference }
refund-failed-preview = 款项未能退给 { $name }
refund-failed-heading = { $amount } 退款失败
refund-failed-intro = 支付服务商未能将 { $amount } 退给 { $name }。该款项在预订中重新计为已付。请通过其他方式退款，或再试一次。

dispute-open-subject = 请回应：{ $amount } 的付款争议，预订 { $reference }
dispute-open-preview = { $name } 的银行对一笔付款提出争议
dispute-open-heading = { $amount } 的付款争议
dispute-open-intro = { $name } 的银行对预订 { $reference } 的一笔 { $amount } 付款提出争议。请在支付服务商处回应。在作出裁定之前，门票暂不发送；待付金额不变。
dispute-answer-by = 回应截止时间为 { $by }。逾期不回应将视为败诉。
dispute-won-subject = { $amount } 的付款争议已胜诉，预订 { $reference }
dispute-won-preview = 与 { $name } 的银行的争议裁定对您有利
dispute-won-heading = { $amount } 的付款争议已胜诉
dispute-won-intro = 预订 { $reference } 的 { $amount } 付款争议裁定对您有利。款项归您所有，无需再做任何事情。
dispute-lost-subject = { $amount } 的付款争议已败诉，预订 { $reference }
dispute-lost-preview = 与 { $name } 的银行的争议裁定对您不利
dispute-lost-heading = { $amount } 的付款争议已败诉
dispute-lost-intro = 预订 { $reference } 的 { $amount } 付款争议裁定对 { $name } 有利，款项已退回。该款项在预订中仍计为已付：请与客人商定尚欠的金额。
dispute-id = 争议编号

endpoint-disabled-subject = 您的 Webhook 端点已停用
endpoint-disabled-preview = { $address } 已有五天未接收任何事件
endpoint-disabled-heading = 一个 Webhook 端点已停用
endpoint-disabled-intro = { $address } 已有五天未接收任何事件，最近一个与预订 { $reference } 有关。今后不再向该地址发送事件。
endpoint-disabled-next = 恢复正常后，请在设置中重新启用。最近 30 天内未送达的事件可以从其投递列表中重新发送。

email-failed-subject = 发给 { $name } 的邮件未送达，预订 { $reference }
email-failed-heading = 一封邮件未送达
email-failed-request = 请 { $name } 支付预订 { $reference } 的邮件未送达。
email-failed-reminder = 提醒 { $name } 支付预订 { $reference } 的邮件未送达。系统不再发送提醒。
email-failed-receipt = 发给 { $name } 的收据邮件（预订 { $reference }）未送达。
email-failed-tickets = 发给 { $name } 的票券邮件（预订 { $reference }）未送达。
email-failed-next-link = 请核对预订中的邮箱地址并重新发送链接，或在预订中复制链接，以其他方式交给客人，例如通过聊天软件或在柜台。
email-failed-next = 请核对预订中的邮箱地址，并以其他方式联系 { $name }。
email-failed-reason = 原因
notice-button = 打开预订

tickets-subject = { $merchant }：预订 { $reference } 的门票
tickets-preview = { $item }
tickets-heading = 您的门票
tickets-intro = 这是您的门票。请在手机上出示或打印出示。
tickets-not-paid = 尚未付清：还需支付 { $outstanding }。
tickets-number = 门票 { $number }

invitation-subject = { $merchant } 邀请您使用 Paylink
invitation-preview = 请以 { $email } 登录
invitation-heading = 加入 { $merchant }
invitation-intro = { $merchant } 使用付款链接向客人收款，并邀请您一起使用。请以 { $email } 登录；您的席位仅为此邮箱保留。
invitation-button = 登录
invitation-hint = 如果按钮无法使用，请在浏览器中打开以下网址：
invitation-footer = 您收到此邮件，是因为 { $merchant } 的人员输入了您的邮箱。如果您不认识对方，无需做任何事情。
