# What pages and mails share
word-reference = الحجز
word-amount = المبلغ
word-method = طريقة الدفع
request-subject = { $merchant }: يرجى دفع { $amount } للحجز { $reference }

# Methods of payment
method-card = بطاقة
method-bank_debit = خصم مباشر من الحساب
method-online = دفع عبر الإنترنت
method-cash = نقدًا
method-bank_transfer = تحويل مصرفي
method-terminal = جهاز البطاقات
method-voucher = قسيمة
