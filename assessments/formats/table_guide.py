"""What the template of the question bank says of its columns, and one example of every kind."""

from __future__ import annotations

from assessments.rules.items import Words

GUIDE: dict[str, Words] = {
    "key": Words("题目编号，题库内唯一，最多60个字符。再次导入同一编号，视为该题的新版本。", "The number of the item, its own within the pool, at most 60 characters. The same number again is a new version of the item."),
    "topic": Words("主题代码，如 safety-electrical；主题名称可另填。", "The code of the topic, such as safety-electrical; its title may be given beside it."),
    "kind": Words("题型：single 单选、multiple 多选、true_false 判断、numeric 数值、short 填空、matching 匹配、ordering 排序、essay 问答、hot_spot 看图点选。空着算单选。", "single, multiple, true_false, numeric, short, matching, ordering, essay or hot_spot. Empty means single."),
    "difficulty": Words("1 易、2 中、3 难。空着算2。", "1 easy, 2 medium, 3 hard. Empty means 2."),
    "tier": Words("等级：junior 初级、intermediate 中级、senior 高级、expert 专家。", "junior, intermediate, senior or expert."),
    "product": Words("产品线：home 家用、commercial 商用、industrial 工业；不限则空着。", "home, commercial or industrial; empty for all."),
    "stem_zh": Words("题干。中英文至少填一种。公式用 \\( 和 \\) 括起来，图片写作 ![说明](文件名)。", "The question, in at least one language. Formulas stand between \\( and \\), pictures as ![words](file name)."),
    "option_a_zh": Words("选项 A 至 J。判断题填两项；排序题按正确的顺序填。", "Options A to J. True or false has two; what is to be put in order stands in the right order."),
    "correct": Words("正确选项的字母，如 A 或 AC。仅选择题和判断题需要。", "The letters of the right options, such as A or AC. Only for choices and true or false."),
    "shares": Words("部分得分时，每个选项得分的百分比，用 | 隔开，如 50 | 50 | -50。空着则全对才得分。", "For partial credit, the percentage that each option earns, set apart by |, such as 50 | 50 | -50. Empty: all or nothing."),
    "keep_order": Words("“是”：选项顺序不打乱。", "yes: the options are not shuffled."),
    "answers": Words("数值题：220 ± 5 V；填空题：铜 | %50%Cu。多个答案用 | 隔开，%50% 表示得一半分，* 代表任意字符。", "numeric: 220 ± 5 V; short: copper | %50%Cu. Several answers are set apart by |; %50% earns half; * stands for any characters."),
    "match_case": Words("“是”：填空题区分大小写。", "yes: short answers must match in capitals and small letters."),
    "pairs_zh": Words("匹配题：左边 -> 右边 | 左边 -> 右边。多余的右边写作 -> 右边。两种语言的顺序须一致。", "matching: left -> right | left -> right. A right side that belongs to nothing: -> right. The same order in both languages."),
    "spots": Words("看图点选题：right 或 wrong，形状，坐标（占图片宽高的比例，0到1），= 名称。rectangle 左 上 右 下；circle 圆心x 圆心y 半径；polygon x1 y1 x2 y2 …", "hot_spot: right or wrong, the shape, numbers as fractions of the picture from 0 to 1, = label. rectangle left top right bottom; circle x y radius; polygon x1 y1 x2 y2 …"),
    "figure": Words("图片文件名，与表格一起上传。", "The file name of a picture that is uploaded together with the table."),
    "model_answer_zh": Words("问答题的参考答案，仅阅卷人可见。", "For an essay: what a good answer says; only markers see it."),
    "rubric": Words("问答题的评分标准代码；空着则直接打分。", "For an essay: the code of the rubric; empty, points alone."),
    "partial": Words("“是”：排序题按相邻正确的对数给分。", "yes: ordering earns its share for every right neighbour."),
    "feedback_zh": Words("交卷后显示的解析。", "The explanation shown after the exam."),
    "option_feedback_zh": Words("各选项的反馈，用 | 隔开。", "What is said to those who choose each option, set apart by |."),
    "source_zh": Words("出处，如手册和章节。", "Where it comes from, such as a manual and its section."),
    "points": Words("分值，空着算1。", "Points; empty means 1."),
    "skill": Words("能力项代码。", "The code of an ability."),
    "language_of": Words("本题若是另一道题的其他语言版本，填那道题的编号。", "The key of the item that this one says in another language."),
    "extra": Words("由导出写入，请勿改动；自己填写时空着。", "Written by the export; leave it as it is, or empty."),
}  # fmt: skip

_TOPIC = {"topic": "safety-electrical", "topic_zh": "电气安全", "topic_en": "Electrical safety", "tier": "junior"}
EXAMPLES: tuple[dict[str, str], ...] = (
    {**_TOPIC, "key": "EX-001", "kind": "single", "difficulty": "1", "stem_zh": "开始检修前首先做什么？", "stem_en": "What comes first before a repair?",
     "option_a_zh": "断电并上锁", "option_a_en": "Switch off and lock", "option_b_zh": "打开面板", "option_b_en": "Open the panel",
     "option_c_zh": "通知同事", "option_c_en": "Tell a colleague", "correct": "A", "keep_order": "no", "feedback_zh": "无电才能作业。",
     "feedback_en": "Work only on what is dead.", "source_zh": "安全规程", "source_en": "Safety rules"},
    {**_TOPIC, "key": "EX-002", "kind": "multiple", "difficulty": "2", "stem_zh": "哪些是个人防护用品？", "stem_en": "Which of these protect you?",
     "option_a_zh": "绝缘手套", "option_a_en": "Insulating gloves", "option_b_zh": "护目镜", "option_b_en": "Goggles", "option_c_zh": "万用表",
     "option_c_en": "Multimeter", "correct": "AB", "shares": "50 | 50 | -50"},
    {**_TOPIC, "key": "EX-003", "kind": "true_false", "difficulty": "1", "stem_zh": "验电之前先在带电体上试验电器。", "stem_en": "A voltage tester is tried on a live part first.",
     "option_a_zh": "正确", "option_a_en": "True", "option_b_zh": "错误", "option_b_en": "False", "correct": "A"},
    {**_TOPIC, "key": "EX-004", "kind": "numeric", "difficulty": "2", "stem_zh": "额定电压是多少？", "stem_en": "What is the rated voltage?", "answers": "220 ± 5 V | %50%230 ± 5 V"},
    {**_TOPIC, "key": "EX-005", "kind": "short", "difficulty": "2", "stem_zh": "铜的化学符号是什么？", "stem_en": "What is the symbol of copper?", "answers": "Cu", "match_case": "yes"},
    {**_TOPIC, "key": "EX-006", "kind": "matching", "difficulty": "2", "stem_zh": "导线颜色与用途配对。", "stem_en": "Match wires and their colours.",
     "pairs_zh": "相线 -> 红 | 零线 -> 蓝 | -> 黑", "pairs_en": "Phase -> red | Neutral -> blue | -> black"},
    {**_TOPIC, "key": "EX-007", "kind": "ordering", "difficulty": "3", "stem_zh": "按正确顺序排列。", "stem_en": "Put these in the right order.",
     "option_a_zh": "断电", "option_a_en": "Switch off", "option_b_zh": "验电", "option_b_en": "Test for voltage", "option_c_zh": "挂接地线",
     "option_c_en": "Earth it", "partial": "yes"},
    {**_TOPIC, "key": "EX-008", "kind": "essay", "difficulty": "3", "stem_zh": "客户说机器有焦味，您怎么处理？", "stem_en": "A customer smells burning. What do you do?",
     "model_answer_zh": "先断电，再询问，最后上门。", "model_answer_en": "Power off first, then ask, then visit.", "points": "5"},
)  # fmt: skip
