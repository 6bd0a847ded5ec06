/* The wording of the page in both languages: one table, to which views add their own lines. */
const table = { zh: {}, en: {} };
plankg.words = {
  add: (lines) => { for (const language of ["zh", "en"]) Object.assign(table[language], lines[language]); },
};

/** The wording of a key in the language of the page; {0}, {1} are replaced by the values. */
plankg.t = (key, ...values) =>
  values.reduce((text, value, number) => text.replaceAll(`{${number}}`, String(value)), table[plankg.state.language][key] ?? key);

/** The label of a thing, or of a term of the vocabulary, in the language of the page. */
plankg.say = (named) => (named.label ? named.label[plankg.state.language] : named[plankg.state.language]);

plankg.words.add({
  zh: {
    search: "查找名称、别名、原文、拼音", hits: "{0} 个结果", nohits: "没有找到", legend: "图例与筛选", close: "关闭", language: "English",
    theme: "深色", themeLight: "浅色", reset: "恢复全部", only: "只看", grades: "依据", relations: "关系", subjects: "所属{0}",
    noWords: "本文件未载明", statedNot: "本文件未载明（不等于不存在）", mentions: "原文", outgoing: "关系", incoming: "被指向",
    attributes: "属性", findings: "检查发现", inferredBy: "由规则推断，原文没有明写", premises: "依据的陈述", reason: "理由",
    quoteAt: "第 {0}–{1} 字", others: "两者之间的其他陈述", around: "看邻域", pathFrom: "从这里找路径", pathTo: "到这里的路径",
    pathThird: "再连上这里", expand: "展开它的关系", aliases: "别名", subjectsOf: "所属", shownOf: "共 {0} 个事物、{1} 条陈述",
    hiddenBy: "有 {0} 个事物被筛选隐去", noRelations: "没有写明任何关系", structural: "由编号、列举或行文得出", left: "未收入此文件：{0}",
    tooMany: "只画出联系最多的 {0} 个，另有 {1} 个未画；请用筛选缩小范围。", dashed: "虚线：规则推断，原文没有明写", copied: "已复制",
    severity_error: "错误", severity_warning: "注意", severity_info: "提示",
  },
  en: {
    search: "Find names, aliases, quotes, pinyin", hits: "{0} hits", nohits: "Nothing found", legend: "Legend and filter", close: "Close", language: "中文",
    theme: "Dark", themeLight: "Light", reset: "Show all again", only: "only", grades: "Grade of evidence", relations: "Relations", subjects: "Belongs to: {0}",
    noWords: "not stated in this document", statedNot: "Not stated in this document (which does not mean that there is none)", mentions: "Words", outgoing: "Relations", incoming: "Pointed at by",
    attributes: "Attributes", findings: "Findings of the checks", inferredBy: "inferred by a rule, the text does not say so", premises: "It follows from", reason: "Reason",
    quoteAt: "characters {0}–{1}", others: "Other statements between the two", around: "Neighbourhood", pathFrom: "Paths from here", pathTo: "Paths to here",
    pathThird: "Connect this as well", expand: "Expand its relations", aliases: "Also", subjectsOf: "Belongs to", shownOf: "{0} things, {1} statements in all",
    hiddenBy: "{0} things are hidden by the filter", noRelations: "no relation is stated", structural: "follows from numbering, listing or convention", left: "Not in this file: {0}",
    tooMany: "Only the {0} most connected are drawn, {1} more are not; narrow it down with the filter.", dashed: "Dashed: inferred by a rule, not said in the text", copied: "Copied",
    severity_error: "error", severity_warning: "warning", severity_info: "note",
  },
});
