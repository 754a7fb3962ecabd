"""Faults that would reach a Chinese reader are found; the catalogues follow the code."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import catalogues, translation_faults


def catalogue(*entries: tuple, **more: object) -> Catalog:
    made = Catalog(locale=catalogues.LOCALE, fuzzy=False)
    for english, chinese in entries:
        made.add(english, chinese, **more)
    return made


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("Save", "保存", None),
        ("Save", "", "has no Chinese"),
        ("Save", "Save", "is not Chinese"),
        ("PDF", "PDF", None),
        ("%(n)s / %(total)s", "%(n)s / %(total)s", None),
        ("Hello %(name)s", "%(name)s，您好", None),
        ("Hello %(name)s", "您好", "needs the placeholders"),
        ("Hello %(name)s", "%(nmae)s，您好", "needs the placeholders"),
        ("Saved, go on", "已保存,继续", "half-width"),
        ("Saved (%(n)s)", "已保存（%(n)s）", None),
        ("Saved (%(n)s)", "已保存(%(n)s)", "half-width"),
        ("<strong>Save</strong> now", "现在<strong>保存</strong>", None),
        ("<strong>Save</strong> now", "现在<b>保存</b>", "other tags"),
        ("Save", " 保存", "white space"),
        (("%(n)s day", "%(n)s days"), ("%(n)s 天",), None),
        (("One day", "%(n)s days"), ("天",), "needs the placeholders"),
    ],
)
def test_a_translation_is_judged(english: str | tuple, chinese: str | tuple, fault: str | None) -> None:
    found = list(translation_faults.compare("x", catalogue((english, None)), catalogue((english, chinese))))
    assert [fault in line for line in found] == ([True] if fault else []), found


def test_a_comment_lets_chinese_repeat_the_english() -> None:
    brand = catalogue(("Shifu Academy", "Shifu Academy"), user_comments=["same"])
    assert not list(translation_faults.compare("x", brand, brand))


def test_fuzzy_missing_and_left_over_entries_are_faults() -> None:
    code = catalogue(("Save", None), ("Send", None))
    chinese = catalogue(("Send", "发送"), ("Print", "打印"), flags=["fuzzy"])
    found = "\n".join(translation_faults.compare("x", code, chinese))
    assert "'Save' is not in the catalogue" in found
    assert "'Print' is no longer in the code" in found
    assert "'Send' is marked fuzzy" in found


def test_two_packages_cannot_translate_one_string_differently() -> None:
    same = {"people": catalogue(("Close", "关闭")), "courses": catalogue(("Close", "关闭"))}
    assert not list(translation_faults.conflicts(same))
    other = same | {"home": catalogue(("Close", "结束"))}
    (fault,) = translation_faults.conflicts(other)
    assert "'关闭' (people courses)" in fault
    assert "'结束' (home)" in fault
    assert not list(translation_faults.conflicts({**same, "home": catalogue(("Close", "结束"), context="near")}))


@pytest.fixture
def small_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages with a few strings, in a folder of their own."""
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path / "translations")
    monkeypatch.setattr(catalogues, "SOURCES", {"core": ("core",), "people": ("people",)})
    (tmp_path / "core" / "templates").mkdir(parents=True)
    (tmp_path / "people").mkdir()
    (tmp_path / "core" / "routes.py").write_text('_("Save")\n_n("%(n)s day", "%(n)s days", 2)\n')
    (tmp_path / "core" / "templates" / "page.html").write_text(
        '{{ _("Title") }}\n{% trans trimmed n=1 %}\n  Read\n  %(n)s\n{% endtrans %}{% trans who="x" %}Hi {{ who }}{% endtrans %}'
    )
    (tmp_path / "people" / "forms.py").write_text('_l("Save")\n_l("Name")\n')
    return tmp_path


def strings(package: str) -> dict[object, object]:
    return {message.id: message.string for message in catalogues.messages(catalogues.read(package))}


def test_update_gathers_keeps_borrows_and_drops(small_project: Path) -> None:
    assert catalogues.update("core") == 5
    assert set(strings("core")) == {"Save", ("%(n)s day", "%(n)s days"), "Title", "Read %(n)s", "Hi %(who)s"}
    po = catalogues.po_path("core")
    po.write_text(po.read_text().replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "保存"'))
    assert catalogues.update("people") == 1
    assert strings("people") == {"Save": "保存", "Name": ""}
    (small_project / "people" / "forms.py").write_text('_l("Save")\n')
    assert catalogues.update("people") == 0
    assert set(strings("people")) == {"Save"}
    before = po.read_bytes()
    catalogues.update("core")
    assert po.read_bytes() == before, "a second run changes nothing"


def test_only_stale_catalogues_are_compiled(small_project: Path) -> None:
    catalogues.update("people")
    assert catalogues.compile_stale() == ["people"]
    assert catalogues.compile_stale() == []


def test_a_string_put_together_by_hand_is_found(small_project: Path) -> None:
    (small_project / "people" / "forms.py").write_text('_(f"Hello {name}")\n_("a" + b)\n_(label)\n')
    found = [fault for fault in translation_faults.faults(["people"]) if "plain string" in fault]
    assert [fault.split(":")[1] for fault in found] == ["1", "2"]
