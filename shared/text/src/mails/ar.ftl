# Mails
mail-greeting = مرحبًا { $name }،
mail-total = الإجمالي
mail-paid = المدفوع حتى الآن
mail-outstanding = المبلغ المتبقي
mail-received = تاريخ الاستلام
mail-sent-by = أرسل إليكم { $merchant } هذه الرسالة بشأن الحجز { $reference }.

request-preview = { $amount } مقابل { $item }، الدفع متاح حتى { $until }
request-heading = المبلغ المطلوب { $amount }
request-intro = يطلب منكم { $merchant } دفع قيمة حجزكم. يمكنكم الدفع بأمان عبر الإنترنت حتى { $until }.
request-intro-choice = يطلب منكم { $merchant } دفع قيمة حجزكم: { $least } على الأقل و{ $amount } على الأكثر. يمكنكم الدفع بأمان عبر الإنترنت حتى { $until }.
request-button = ادفعوا الآن
request-link-hint = إذا لم يعمل الزر، فافتحوا هذا العنوان في متصفحكم:

reminder-subject = { $merchant }: تذكير بدفع { $amount } قبل { $by }
reminder-preview = المبلغ المتبقي { $amount } مقابل { $item }، الحجز { $reference }
reminder-heading = المبلغ المتبقي: { $amount }
reminder-intro = نذكّركم بحجزكم لدى { $merchant }: ما زال هناك مبلغ { $amount } للدفع. يمكنكم الدفع بأمان عبر الإنترنت حتى { $until }.
reminder-intro-choice = نذكّركم بحجزكم لدى { $merchant }: ما زال هناك مبلغ { $amount } للدفع، ويمكنكم دفع { $least } أو أكثر الآن. يمكنكم الدفع بأمان عبر الإنترنت حتى { $until }.
reminder-paid = إذا كنتم قد دفعتم في هذه الأثناء، فلا حاجة إلى أي إجراء.

receipt-subject = { $merchant }: إيصال بمبلغ { $amount }، الحجز { $reference }
receipt-preview = شكرًا لكم، استلمنا { $amount }
receipt-heading = شكرًا لكم، تم استلام { $amount }
receipt-intro = استلم { $merchant } دفعتكم. يرجى الاحتفاظ بهذه الرسالة كإيصال.
receipt-all-paid = حجزكم مدفوع بالكامل.

notice-subject = تم استلام { $amount } للحجز { $reference }
notice-subject-odd = يرجى التحقق: تم استلام { $amount } للحجز { $reference }
notice-preview = دفع { $name } مبلغ { $amount }
notice-heading = تم استلام { $amount }
notice-intro = دفع { $name } مبلغ { $amount } للحجز { $reference }. لم تُرسل التذاكر بعد؛ يمكنكم إرسالها من صفحة الحجز عندما تكونون مستعدين.
notice-intro-released = دفع { $name } مبلغ { $amount } للحجز { $reference }. تم إرسال التذاكر.
notice-odd-unexpected = لم يكن ينبغي أن تكون هذه الدفعة ممكنة: كان الحجز أو رابطه مغلقًا، أو كانت صفحة الدفع منتهية. تحققوا من الحجز وأعيدوا المبلغ إن لم يكن مستحقًا.
notice-odd-mismatch = المبلغ أو العملة لا يطابق ما طُلب. تحققوا من الحجز.
notice-odd-overpaid = دُفع الآن لهذا الحجز مبلغ زائد قدره { $overpaid }. يمكنكم رد الفائض من صفحة الحجز.

refund-failed-subject = تعذّر رد مبلغ { $amount }، الحجز { $reference }
refund-failed-preview = لم يصل المبلغ إلى { $name }
refund-failed-heading = تعذّر رد مبلغ { $amount }
refund-failed-intro = لم يتمكن مزود خدمة الدفع من رد { $amount } إلى { $name }. يُحتسب المبلغ في الحجز مدفوعًا من جديد. أعيدوه بطريقة أخرى أو حاولوا مرة أخرى.

dispute-open-subject = يرجى الرد: اعتراض على مبلغ { $amount }، الحجز { $reference }
dispute-open-preview = يعترض مصرف { $name } على دفعة
dispute-open-heading = اعتراض على مبلغ { $amount }
dispute-open-intro = يعترض مصرف { $name } على دفعة قدرها { $amount } للحجز { $reference }. يرجى الرد لدى مزود خدمة الدفع. تبقى التذاكر محجوزة حتى صدور القرار، ولا يتغير المبلغ المتبقي.
dispute-answer-by = يمكن الرد حتى { $by }. ومن دون رد يُخسر الاعتراض.
dispute-won-subject = حُسم الاعتراض على { $amount } لصالحكم، الحجز { $reference }
dispute-won-preview = حُسم الاعتراض مع مصرف { $name } لصالحكم
dispute-won-heading = حُسم الاعتراض على { $amount } لصالحكم
dispute-won-intro = حُسم الاعتراض على { $amount } للحجز { $reference } لصالحكم. يبقى المبلغ لكم ولا يلزمكم القيام بأي شيء آخر.
dispute-lost-subject = خُسر الاعتراض على { $amount }، الحجز { $reference }
dispute-lost-preview = حُسم الاعتراض مع مصرف { $name } لغير صالحكم
dispute-lost-heading = خُسر الاعتراض على { $amount }
dispute-lost-intro = حُسم الاعتراض على { $amount } للحجز { $reference } لصالح { $name } الذي استرد المبلغ. لا يزال الحجز يحتسبه مدفوعًا: اتفقوا مع ضيفكم على ما هو مستحق.
dispute-id = رقم الاعتراض

endpoint-disabled-subject = تم تعطيل نقطة استقبال Webhook الخاصة بكم
endpoint-disabled-preview = لم يستقبل { $address } أي حدث منذ خمسة أيام
endpoint-disabled-heading = تم تعطيل نقطة استقبال Webhook
endpoint-disabled-intro = لم يستقبل { $address } أي حدث منذ خمسة أيام، وكان آخرها بشأن الحجز { $reference }. لن تُرسل إليه أي أحداث أخرى.
endpoint-disabled-next = عندما تعمل من جديد، فعّلوها في الإعدادات. يمكن إعادة إرسال أحداث آخر 30 يومًا التي لم تصل من قائمة عمليات التسليم.

email-failed-subject = لم تصل رسالة إلى { $name }، الحجز { $reference }
email-failed-heading = لم تصل رسالة بريد
email-failed-request = لم تصل الرسالة التي تطلب من { $name } دفع قيمة الحجز { $reference }.
email-failed-reminder = لم تصل الرسالة التي تذكّر { $name } بدفع قيمة الحجز { $reference }. لن تُرسل أي تذكيرات أخرى.
email-failed-receipt = لم تصل رسالة الإيصال إلى { $name }، الحجز { $reference }.
email-failed-tickets = لم تصل رسالة التذاكر إلى { $name }، الحجز { $reference }.
email-failed-next-link = تحقّقوا من عنوان البريد في الحجز وأعيدوا إرسال الرابط، أو انسخوه وسلّموه بطريقة أخرى، مثلًا في محادثة أو عند الاستقبال.
email-failed-next = تحقّقوا من عنوان البريد في الحجز وتواصلوا مع { $name } بطريقة أخرى.
email-failed-reason = السبب
notice-button = فتح الحجز

tickets-subject = { $merchant }: تذاكركم للحجز { $reference }
tickets-preview = { $item }
tickets-heading = تذاكركم
tickets-intro = إليكم تذاكركم. يرجى إبرازها على الهاتف أو مطبوعة.
tickets-not-paid = غير مدفوع بالكامل: لا يزال { $outstanding } مستحق الدفع.
tickets-number = التذكرة { $number }

invitation-subject = يدعوكم { $merchant } إلى Paylink
invitation-preview = سجّلوا الدخول باسم { $email }
invitation-heading = انضموا إلى { $merchant }
invitation-intro = يطلب { $merchant } المدفوعات من ضيوفه بروابط الدفع، ويدعوكم إلى العمل بها. سجّلوا الدخول باسم { $email }؛ مكانكم محجوز لهذا العنوان فقط.
invitation-button = تسجيل الدخول
invitation-hint = إذا لم يعمل الزر، فافتحوا هذا العنوان في متصفحكم:
invitation-footer = وصلتكم هذه الرسالة لأن أحدًا لدى { $merchant } أدخل عنوانكم. إذا كنتم لا تعرفونه، فلا يلزمكم القيام بأي شيء.
