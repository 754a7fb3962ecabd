"""The words of loading work orders."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

ROW_FAULTS: dict[str, Any] = {
    "missing": _l("Nothing stands here, and every order needs it."),
    "bad_text": _l("This text cannot be read."),
    "bad_date": _l("“%(value)s” is not a date and time as the profile describes them."),
    "far_date": _l("“%(value)s” lies before 1990 or in the future; day and month may be mixed up."),
    "bad_flag": _l("“%(value)s” is neither a yes nor a no that the profile knows."),
    "bad_priority": _l("“%(value)s” is no priority that the profile knows."),
    "bad_integer": _l("“%(value)s” is not a whole number."),
    "bad_number": _l("“%(value)s” is not a number."),
    "bad_duration": _l("“%(value)s” is not a duration."),
    "out_of_range": _l("“%(value)s” lies outside what this column may hold."),
    "too_long": _l("The text is longer than 200 characters."),
    "shortened": _l(
        "“%(value)s” is a number that a spreadsheet has shortened; its last digits are lost. Format the column as text and export again."
    ),
    "repeated": _l("This order number comes again further down with other content."),
    "repeated_as": _l("This order number stood in line %(other)s already, with other content."),
    "ragged": _l("The row has %(value)s cells; the header has %(other)s."),
    "bad_character": _l("The row holds characters that no text may hold."),
    "bad_json": _l("The line is not a JSON object."),
    "formula_without_value": _l(
        "A formula here has no saved value. Open the file in a spreadsheet, save it, and try again."
    ),
}
"""Why a row was not loaded."""

REFUSALS: dict[str, Any] = {
    "load_has_rejects": _l("%(rejected)s of %(rows)s rows are wrong, so nothing was loaded. The list of rejected rows says what is wrong with each."),
    "load_overtaken": _l("Other loads of this source kept changing its months. Try again in a moment."),
    "folder_file_gone": _l("The file was taken away from the watched folder before it could be read."),
    "file_empty": _l("The file is empty."),
    "file_packed": _l("This is a packed file (ZIP, gzip or the like) and no table. Unpack it, and take the file inside."),
    "file_picture": _l("This is a PDF or a picture and no table. Export the orders as .xlsx or .csv."),
    "file_markup": _l("This is a web page or XML, which some systems export under the name .xls. Open it in a spreadsheet, save it as .xlsx, and try again."),
    "file_other_office": _l("This is a document of another office program. Save it as .xlsx and try again."),
    "file_without_headings": _l("The first row looks like an order and not like headings: “%(row)s”. Put a row of headings above it, or else this order would be lost."),
    "json_no_objects": _l("The JSON holds no list of objects, one for each order."),
    "file_old_excel": _l("This is a workbook of Excel 97–2003. Save it as .xlsx and try again."),
    "file_not_excel": _l("The workbook is damaged, or protected by a password."),
    "file_unpacks_too_large": _l("The workbook would unpack to more than this server accepts. Save it as CSV and try again."),
    "file_not_parquet": _l("The Parquet file is damaged."),
    "file_not_json": _l("The file is not JSON that can be read."),
    "json_array_too_long": _l("The list of JSON objects is too long. Write one object to a line."),
    "file_not_text": _l("The file is no text in UTF-8, UTF-16 or GB 18030."),
    "file_not_encoded": _l("The file is not written in %(encoding)s throughout."),
    "file_broken_csv": _l("The CSV cannot be read at line %(line)s: a quotation mark may be missing."),
    "file_too_wide": _l("The file has more than %(most)s columns."),
    "file_without_rows": _l("The file has a header and no rows."),
    "encoding_unknown": _l("The encoding “%(value)s” is not known. Known are: %(known)s."),
    "sheet_missing": _l("The workbook has no sheet “%(sheet)s”. It has: %(known)s."),
    "column_missing": _l("The file lacks columns that the profile needs: %(columns)s. Its columns are: %(header)s."),
    "profile_not_found": _l("No profile fits this file: name one, or save one for this source."),
    "proposal_lacks": _l("No column looks like it holds: %(fields)s. The file's columns are: %(header)s. Say which one does in a profile; of a source without order numbers it says order_no = \"@content\"."),
    "proposal_ambiguous_dates": _l("The dates in “%(column)s” can be read both ways: “%(example)s” could be %(readings)s. Nothing was loaded. Say which it is with --dates, or in a profile."),
    "dates_cannot_be": _l("The dates in “%(column)s” cannot be read as %(dates)s, but as: %(known)s."),
    "dates_unsaid": _l("Say how the dates in “%(columns)s” are written: all their days can be read both ways."),
    "profile_not_toml": _l("The profile is no valid TOML from line %(line)s, column %(column)s on. Often an equals sign or a quotation mark is missing there."),
    "profile_name": _l("The profile needs a name of letters and digits: %(value)s"),
    "profile_value": _l("In the profile, “%(place)s” cannot be “%(value)s”."),
    "profile_key": _l("The profile has “%(place)s”, which means nothing here."),
    "profile_choice": _l("In the profile, “%(place)s” is “%(value)s”; it can be: %(known)s."),
    "profile_zone": _l("In the profile, “%(place)s” is “%(value)s”, which is no time zone; try Asia/Shanghai."),
    "profile_field": _l("The profile fills “%(field)s”, which is no column of a work order."),
    "profile_no_column": _l("In the profile, “%(field)s” has neither a column nor a value."),
    "profile_lacks": _l("The profile does not say where “%(field)s” comes from."),
    "profile_duration": _l("In the profile, “%(field)s” needs both a unit and the moment it counts from."),
}  # fmt: skip

NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {
    "kpis.load": _l("Loading work orders"),
}

AUDIT_WORDS = AuditWords(
    area=_l("Work orders"),
    actions={
        "orders.loaded": _l("Work orders loaded"),
        "technician.matched": _l("Technician matched to a person"),
        "profile.saved": _l("Profile of a source saved"),
    },
    subjects={
        "work_order_load": _l("Load of work orders"),
        "kpi_subject": _l("Technician in the service figures"),
        "source_profile": _l("Profile of a source"),
    },
    details={
        "name": _l("Name of the profile"),
        "source": _l("Source"),
        "how": _l("Way"),
        "rows": _l("Rows"),
        "loaded": _l("New orders"),
        "replaced": _l("Changed orders"),
        "rejected": _l("Rejected rows"),
        "sha256": _l("Fingerprint of the file"),
        "key": _l("Key"),
        "before": _l("Before"),
    },
    people=frozenset({"person", "before"}),
)
