"""The words for what reading a file of items found, beyond what is wrong with an item itself."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

FORMAT_NAMES: dict[str, Any] = {
    "auto": _l("Seen from the content"),
    "moodle": _l("Moodle XML"),
    "gift": _l("GIFT"),
    "aiken": _l("Aiken"),
    "qti": _l("QTI 2.1, 2.2 or 3.0"),
    "xlsx": _l("Table (.xlsx)"),
    "csv": _l("Table (.csv)"),
    "shifu": _l("Shifu YAML"),
    "json": _l("JSON list"),
}
TARGET_NAMES: dict[str, Any] = {
    "moodle": _l("Moodle XML"),
    "qti": _l("QTI 2.1 package"),
    "gift": _l("GIFT"),
    "xlsx": _l("Table (.xlsx)"),
}
TARGET_USES: dict[str, Any] = {
    "moodle": _l(
        "For Moodle and systems that read its files. All kinds, with pictures; of a hot spot only the right areas."
    ),
    "qti": _l("For other examination systems (TAO, Inspera, Canvas and others). All kinds, with pictures."),
    "gift": _l("Plain text, easy to read and to change. All kinds but hot spots; pictures lie beside it in a ZIP."),
    "xlsx": _l(
        "To go over many items in a spreadsheet and import them again. All kinds; pictures lie beside it in a ZIP."
    ),
}
FILE_FAULTS: dict[str, Any] = {
    "gift_stray_brace": _l("A closing brace stands here without an opening one. In a text, write \\{ and \\}."),
    "gift_not_closed": _l("The answers begin here with { but never end with }. There must be no empty line between them."),
    "gift_second_brace": _l("A question has one pair of braces. In a text, write \\{ and \\}."),
    "gift_not_a_number": _l("“%(value)s” is not a number, a number with a tolerance (5:0.1) or a range (4..6)."),
    "gift_range_reversed": _l("The range “%(value)s” ends below its beginning."),
    "text_too_long": _l("A text of this question is far longer than any question."),
    "aiken_letter": _l("Option %(wanted)s comes next, but %(value)s stands here."),
    "aiken_no_answer": _l("The question before or on this line has no “ANSWER:” line."),
    "aiken_no_question": _l("“ANSWER:” stands here without a question before it."),
    "aiken_wrong_letter": _l("“%(value)s” is none of the options above."),
    "options_not_found": _l("The options A, B, C … cannot be found in the text."),
    "file_too_large": _l("The file is larger than %(most)s MB."),
    "xml_declares": _l("The file declares a DOCTYPE or entities. Those can hide attacks, so such files are refused; remove the declaration."),
    "broken_xml": _l("The file is not well-formed XML from this line on."),
    "xml_too_deep": _l("Elements stand in one another more than %(most)s deep; no file of questions does that."),
    "xml_too_many": _l("The file has more than %(most)s elements."),
    "xml_not_a_number": _l("A number is expected in this question, but there is something else: %(value)s."),
    "not_moodle": _l("The file is XML, but not a Moodle quiz: its root is not <quiz>."),
    "not_qti": _l("The file is XML, but there is no assessmentItem in it."),
    "qti_old": _l("This is QTI 1.2, which is not read. Export the questions as QTI 2.1, QTI 3.0 or Moodle XML."),
    "qti_test_alone": _l("This is a test that only names its items. Upload the whole package (.zip)."),
    "picture_twice": _l("Two different pictures of one question have the name “%(name)s”."),
    "wrong_particulars": _l("What an export of ours wrote beside the question was changed and cannot be read (%(value)s)."),
    "package_broken": _l("The ZIP file is damaged."),
    "package_too_many": _l("The ZIP file holds more than %(most)s files."),
    "package_bad_path": _l("“%(name)s” in the ZIP file leads outside of it, so the file was refused."),
    "package_link": _l("“%(name)s” in the ZIP file is a link, not a file, so the file was refused."),
    "package_locked": _l("“%(name)s” in the ZIP file is encrypted."),
    "package_twice": _l("“%(name)s” is in the ZIP file twice."),
    "package_bomb": _l("“%(name)s” in the ZIP file unpacks to far more than a question needs, so the file was refused."),
    "package_lacks": _l("The manifest names “%(name)s”, but the package does not hold it."),
    "lost_emphasis": _l("Bold and italic letters became plain ones."),
    "lost_table": _l("A table became lines with “|” between the cells."),
    "lost_object": _l("A video, a sound or another embedded thing was left out."),
    "lost_formula": _l("A formula without LaTeX became plain text; look at it."),
    "lost_picture_elsewhere": _l("A picture that lies on the web, not in the file, was left out; look whether the question needs it."),
    "lost_picture_kind": _l("A picture that is not PNG, JPEG, WebP or GIF (such as SVG) was left out; look whether the question needs it."),
    "lost_language": _l("A language other than Chinese and English was left out."),
    "lost_catch_all": _l("The remark for every other answer (*) was left out."),
    "lost_combined_feedback": _l("The remarks for right, partly right and wrong answers as a whole were left out."),
    "lost_hints": _l("Hints for further tries were left out."),
    "lost_response_template": _l("The text that the answer field begins with was left out."),
}  # fmt: skip
LEFT: dict[str, Any] = {
    "description": _l("is a text without a question"),
    "several_full_answers": _l("has several answers that each earn everything, of which one is chosen"),
    "moodle_kind": _l("is of the kind “%(value)s”, which the bank does not have"),
    "markers_several": _l("has several markers, each with its own place"),
    "markers_no_picture": _l("needs a picture that is not in the file"),
    "cloze": _l("has several gaps in one text (cloze)"),
    "calculated": _l("has numbers that are drawn anew for each attempt"),
    "no_key": _l("names no right answer"),
    "too_many_options": _l("has more options than an item may have"),
    "qti_several": _l("has several things to answer in one question"),
    "qti_kind": _l("uses “%(value)s”, which the bank does not have"),
    "qti_match_many": _l("matches one thing with several, or leaves one without"),
    "qti_order_part": _l("puts only some of the things in order"),
    "qti_shape": _l("has an area of a shape that is not a rectangle, circle or polygon"),
    "options_lost": _l("has options that are empty or alike; they were probably pictures"),
}
