# Guest's pages
page-language = 语言
page-safety = 银行卡信息只在支付服务商处输入，绝不在此页面输入。
page-questions = 对预订有疑问？请写信至
page-write = 写信至 { $address }
page-booking = 预订 { $reference }
page-asks = 请您支付预订 { $reference }
page-due = 现在应付
page-up-to = 由您选择金额，最多
page-until = 付款截止时间：{ $time }
page-message = { $merchant } 的留言
page-amount = 您现在想支付多少（{ $currency }）？
page-amount-range = { $least } 至 { $most }
page-amount-wrong = 请输入 { $least } 至 { $most } 之间的金额。
page-pay = 支付 { $amount }
page-pay-chosen = 继续付款
page-pay-hint = 您将在支付服务商的安全页面付款，之后返回此处。
page-terms = 我接受 { $merchant } 的条款和条件。
page-terms-read = 阅读条款
page-terms-missing = 请先接受条款和条件。
page-changed = 金额已发生变化。请核对后再次点击按钮。
page-press-again = 您的付款正在准备中，可能在另一个窗口。请几秒钟后再次点击按钮。

page-items = 您的预订
page-guests = { $count ->
   *[other] { $count } 位客人
}
page-tax = 含税 { $rate }%
page-total = 总额
page-credited = 减免
page-paid-so-far = 已付金额
page-refunded = 已退款
page-reserved = 他人正在支付
page-overpaid = 多付金额
page-outstanding = 待付金额

page-blocked = 其他人正在付款
page-blocked-text = 此预订的余款正在另一台设备上或通过另一个链接支付。
page-blocked-until = 如果该付款未完成，您可以在大约 { $minutes } 分钟后在此付款：{ $time } 之后。
page-blocked-soon = 请一分钟后再来查看。
page-others-under-way = 另一笔付款正在处理中
page-others-under-way-text = 此预订的余款已通过另一个链接支付，款项正在途中。这可能需要几天时间。您无需做任何事情。
page-look-again = 再次查看

page-under-way = 您的付款正在处理中
page-under-way-text = 您已付款，您的银行正在汇出款项。使用此付款方式可能需要几天时间。
page-under-way-wait = 您无需再做任何事情。款项到账后，{ $merchant } 会立即看到。

page-paid = 已付款，谢谢
page-paid-text = { $merchant } 已收到您的付款。
page-rest-later = { $merchant } 已收到这笔付款。预订还有 { $amount } 待付；届时会另行通知您。
page-nothing-due = 无需付款
page-nothing-due-text = 此预订没有待付款项。
page-part-refunded = 已退款 { $amount }。
page-all-refunded = 您的付款已退还
page-all-refunded-text = { $merchant } 已退还款项。到账可能需要几天时间。

page-expired = 此付款链接已过期
page-expired-text = 您可以申请新的链接。新链接将发送到预订所留的邮箱。
page-ask-new = 发送新链接给我
page-ask-new-hint = 为了您的安全，新链接只会发送到 { $merchant } 已有的邮箱。
page-asked = 已收到您的申请
page-asked-text = 如果仍有待付款项且预订留有邮箱，新链接正在发送中。请几分钟后查看收件箱，也请查看垃圾邮件文件夹。
page-asked-nothing = 如果没有收到，请联系 { $merchant }。

page-cancelled = 此付款请求已取消
page-cancelled-text = 您无需在此付款。
page-superseded = 此付款链接已被替换
page-superseded-text = 该链接已不能使用。如果仍要求您付款，请使用您收到的最新链接。
page-contact = 如有疑问，请联系 { $merchant }。

page-not-online = 目前无法在线付款
page-not-online-text = { $merchant } 目前无法在线收取此金额。请与其联系，以其他方式付款。
page-not-started = 无法开始付款
page-not-started-text = 支付服务商未接受这笔付款。您没有被扣款。请几分钟后再试。

page-thanks = 谢谢，已收到您的付款
page-thanks-all = 您的预订已全额付清。
page-thanks-rest = 您的预订还有 { $amount } 待付。
page-thanks-cancelled = 预订在此期间已被取消。{ $merchant } 会就您的款项与您联系。
page-thanks-mail = 您将通过邮件收到收据。
page-pay-rest = 支付余款
page-back = 前往 { $site }

page-checking = 正在确认您的付款
page-checking-text = 通常只需几秒钟。页面会自动刷新。
page-checking-long = 支付服务商尚未确认付款。如果您已付款，款项不会丢失：确认到达后会立即记录。
page-checking-unfinished = 如果您尚未完成付款，可以返回付款页面。
page-to-link = 前往付款页面

page-not-paid = 付款未完成
page-not-paid-text = 没有扣除任何款项。您可以再试一次，也可以换一张卡或换一种付款方式。
page-try-again = 再试一次

page-to-booking = 返回预订
page-receipt-link = 查看收据
page-receipt = 收据
page-receipt-for = 付款人：{ $name }
page-receipt-text = { $merchant } 已收到以下付款。您可以打印此页面或保存为 PDF。
page-payments = 付款记录
page-number = 编号 { $number }
page-of-this-refunded = 其中已退款：{ $amount }
page-no-payments = 尚无付款

page-404 = 此页面不存在
page-404-text = 请检查您是否打开了完整的链接。复制时链接可能被截断了。如果仍无法打开，请向发送者索取新的链接。
page-403 = 该请求并非来自我们的页面
page-403-text = 为了您的安全，只能在付款页面上开始付款。请重新打开您的链接，并点击页面上的按钮。
page-bad-form = 无法读取此请求
page-bad-form-text = 没有执行任何操作。请重新打开您的链接，并点击页面上的按钮。
page-503 = 目前没有响应
page-503-text = 这不是您的问题。请一分钟后再试。如果您刚才正在付款，请先打开您的链接：它会显示付款是否已到账。

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = { $name }，您好，{ $merchant } 请您支付 { $item } 的款项 { $amount }，预订 { $reference }。您可以在 { $until } 前安全地在线付款：{ $url }
share-text-choice = { $name }，您好，{ $merchant } 请您支付 { $item } 的款项，预订 { $reference }：最低 { $least }，最高 { $amount }。您可以在 { $until } 前安全地在线付款：{ $url }
counter-scan = 请用手机扫描此码，向 { $merchant } 支付 { $amount }。
counter-scan-choice = 请用手机扫描此码，向 { $merchant } 支付 { $least } 至 { $amount }。

# Invoice and receipt as staff print them
document-invoice = 账单
document-date = 日期
document-item = 项目
document-quantity = 数量
document-price = 价格
document-tax = { $amount } 中所含税款（{ $rate }%）
