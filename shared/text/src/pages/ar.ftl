# Guest's pages
page-language = اللغة
page-safety = تُدخل بيانات البطاقة لدى مزود خدمة الدفع، ولا تُدخل هنا أبدًا.
page-questions = لديكم أسئلة حول حجزكم؟ اكتبوا إلى
page-write = الكتابة إلى { $address }
page-booking = الحجز { $reference }
page-asks = يطلب منكم دفع قيمة الحجز { $reference }
page-due = المبلغ المستحق الآن
page-up-to = مبلغ من اختياركم، حتى
page-until = الدفع متاح حتى { $time }
page-message = رسالة من { $merchant }
page-amount = كم تودون أن تدفعوا الآن بعملة { $currency }؟
page-amount-range = بين { $least } و{ $most }
page-amount-wrong = يرجى إدخال مبلغ بين { $least } و{ $most }.
page-pay = دفع { $amount }
page-pay-chosen = المتابعة إلى الدفع
page-pay-hint = تدفعون على الصفحة الآمنة لمزود خدمة الدفع، ثم تعودون إلى هنا.
page-terms = أوافق على الشروط والأحكام الخاصة بـ { $merchant }.
page-terms-read = قراءة الشروط
page-terms-missing = يرجى الموافقة على الشروط والأحكام أولًا.
page-changed = تغيّر المبلغ في هذه الأثناء. يرجى التحقق منه والضغط على الزر مرة أخرى.
page-press-again = يجري تجهيز دفعتكم، ربما في نافذة أخرى. يرجى الضغط على الزر مرة أخرى بعد بضع ثوانٍ.

page-items = حجزكم
page-guests = { $count ->
    [zero] بلا ضيوف
    [one] ضيف واحد
    [two] ضيفان
    [few] { $count } ضيوف
    [many] { $count } ضيفًا
   *[other] { $count } ضيف
}
page-tax = شامل ضريبة { $rate }%
page-total = الإجمالي
page-credited = التخفيض
page-paid-so-far = المدفوع حتى الآن
page-refunded = المبلغ المسترد
page-reserved = قيد الدفع من آخرين
page-overpaid = المدفوع بالزيادة
page-outstanding = المبلغ المتبقي

page-blocked = شخص آخر يدفع الآن
page-blocked-text = يجري في هذه اللحظة دفع بقية هذا الحجز على جهاز آخر أو عبر رابط آخر.
page-blocked-until = إذا لم تكتمل تلك الدفعة، فيمكنكم الدفع هنا بعد نحو { $minutes ->
    [zero] دقيقة
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
    [many] { $minutes } دقيقة
   *[other] { $minutes } دقيقة
}: ابتداءً من { $time }.
page-blocked-soon = يرجى التحقق مرة أخرى بعد دقيقة.
page-others-under-way = هناك دفعة أخرى قيد التنفيذ
page-others-under-way-text = دُفعت بقية هذا الحجز عبر رابط آخر، والمبلغ في طريقه. قد يستغرق ذلك بضعة أيام. لا يلزمكم القيام بأي شيء.
page-look-again = التحقق مرة أخرى

page-under-way = دفعتكم قيد التنفيذ
page-under-way-text = لقد دفعتم، ويقوم مصرفكم بإرسال المبلغ. قد يستغرق ذلك بضعة أيام بطريقة الدفع هذه.
page-under-way-wait = لا يلزمكم القيام بأي شيء آخر. ستظهر الدفعة لدى { $merchant } فور وصولها.

page-paid = تم الدفع، شكرًا لكم
page-paid-text = استلم { $merchant } دفعتكم.
page-rest-later = استلم { $merchant } هذه الدفعة. لا يزال { $amount } من الحجز مستحق الدفع، وسيُطلب منكم على حدة.
page-nothing-due = لا يوجد ما يُدفع
page-nothing-due-text = لم يتبقَّ ما يُدفع لهذا الحجز.
page-part-refunded = تم رد { $amount }.
page-all-refunded = تم رد دفعتكم
page-all-refunded-text = أعاد { $merchant } المبلغ. قد يستغرق وصوله إلى حسابكم بضعة أيام.

page-expired = انتهت صلاحية رابط الدفع هذا
page-expired-text = يمكنكم طلب رابط جديد. سيُرسل إلى البريد الإلكتروني المسجل في الحجز.
page-ask-new = إرسال رابط جديد
page-ask-new-hint = حفاظًا على سلامتكم، يُرسل فقط إلى العنوان الموجود لدى { $merchant }.
page-asked = تم استلام طلبكم
page-asked-text = إذا كان لا يزال هناك مبلغ مستحق وكان للحجز بريد إلكتروني، فهناك رابط جديد في الطريق إليه. يرجى التحقق من صندوق الوارد بعد بضع دقائق، وكذلك من مجلد الرسائل غير المرغوب فيها.
page-asked-nothing = إذا لم يصلكم شيء، فيرجى التواصل مع { $merchant }.

page-cancelled = تم إلغاء طلب الدفع هذا
page-cancelled-text = لا يلزمكم دفع أي شيء هنا.
page-superseded = تم استبدال رابط الدفع هذا
page-superseded-text = لم يعد من الممكن استخدامه. إذا كان الدفع لا يزال مطلوبًا منكم، فيرجى استخدام أحدث رابط وصلكم.
page-contact = إذا كانت لديكم أسئلة، فيرجى التواصل مع { $merchant }.

page-not-online = لا يمكن الدفع عبر الإنترنت حاليًا
page-not-online-text = لا يستطيع { $merchant } استلام هذا المبلغ عبر الإنترنت في الوقت الحالي. يرجى التواصل للدفع بطريقة أخرى.
page-not-started = تعذّر بدء الدفع
page-not-started-text = لم يقبله مزود خدمة الدفع. لم يُخصم منكم أي مبلغ. يرجى المحاولة مرة أخرى بعد بضع دقائق.

page-thanks = شكرًا لكم، تم استلام دفعتكم
page-thanks-all = حجزكم مدفوع بالكامل.
page-thanks-rest = لا يزال { $amount } من حجزكم مستحق الدفع.
page-thanks-cancelled = أُلغي الحجز في هذه الأثناء. سيتواصل معكم { $merchant } بشأن المبلغ.
page-thanks-mail = سيصلكم إيصال عبر البريد الإلكتروني.
page-pay-rest = دفع المبلغ المتبقي
page-back = المتابعة إلى { $site }

page-checking = نتحقق من دفعتكم
page-checking-text = يستغرق ذلك عادةً بضع ثوانٍ فقط. تتحدّث الصفحة تلقائيًا.
page-checking-long = لم يؤكد مزود خدمة الدفع الدفعة بعد. إذا كنتم قد دفعتم، فلن تضيع الدفعة: ستُسجل فور وصول التأكيد.
page-checking-unfinished = إذا لم تُكملوا الدفع، فيمكنكم العودة إلى صفحة الدفع.
page-to-link = إلى صفحة الدفع

page-not-paid = لم تكتمل عملية الدفع
page-not-paid-text = لم يُخصم أي مبلغ. يمكنكم المحاولة مرة أخرى، ببطاقة أخرى أو بطريقة أخرى إن شئتم.
page-try-again = المحاولة مرة أخرى

page-to-booking = العودة إلى الحجز
page-receipt-link = عرض الإيصال
page-receipt = إيصال
page-receipt-for = إلى { $name }
page-receipt-text = استلم { $merchant } الدفعات التالية. يمكنكم طباعة هذه الصفحة أو حفظها كملف PDF.
page-payments = الدفعات
page-number = رقم { $number }
page-of-this-refunded = المسترد من ذلك: { $amount }
page-no-payments = لم يُدفع شيء بعد

page-404 = هذه الصفحة غير موجودة
page-404-text = يرجى التحقق من أنكم فتحتم الرابط كاملًا. ربما قُطع عند نسخه. إذا ظل لا يعمل، فاطلبوا رابطًا جديدًا ممن أرسله إليكم.
page-403 = لم يُرسل هذا من صفحتنا
page-403-text = حفاظًا على سلامتكم، لا يمكن بدء الدفع إلا من صفحة الدفع نفسها. يرجى فتح رابطكم مرة أخرى والضغط على الزر هناك.
page-bad-form = تعذّرت قراءة هذا الطلب
page-bad-form-text = لم يحدث أي شيء. يرجى فتح رابطكم مرة أخرى والضغط على الزر هناك.
page-503 = هناك ما لا يستجيب الآن
page-503-text = ليس هذا خطأً منكم. يرجى المحاولة مرة أخرى بعد دقيقة. إذا كنتم تدفعون قبل قليل، فافتحوا رابطكم أولًا: سيُظهر ما إذا كانت الدفعة قد وصلت.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = مرحبًا { $name }، يطلب منكم { $merchant } دفع { $amount } مقابل { $item }، الحجز { $reference }. يمكنكم الدفع بأمان عبر الإنترنت حتى { $until }: { $url }
share-text-choice = مرحبًا { $name }، يطلب منكم { $merchant } الدفع مقابل { $item }، الحجز { $reference }: { $least } أو أكثر، حتى { $amount }. يمكنكم الدفع بأمان عبر الإنترنت حتى { $until }: { $url }
counter-scan = امسحوا هذا الرمز بهاتفكم لدفع { $amount } إلى { $merchant }.
counter-scan-choice = امسحوا هذا الرمز بهاتفكم لدفع مبلغ بين { $least } و{ $amount } إلى { $merchant }.

# Invoice and receipt as staff print them
document-invoice = فاتورة
document-date = التاريخ
document-item = البند
document-quantity = الكمية
document-price = السعر
document-tax = ضريبة { $rate }٪ مشمولة في { $amount }
