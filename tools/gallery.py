"""Look at the interface kit without a database: `python tools/gallery.py 8123`, then open the address it prints.

The pages under tools/gallery/ use the real layouts, macros, styles and scripts, with invented people and both languages.
"""

import sys
from pathlib import Path
from types import SimpleNamespace

from babel.messages.pofile import read_po
from flask import Flask, render_template, request
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import BooleanField, DateField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "lms/translations/zh_Hans_CN/LC_MESSAGES/core.po"
CSP = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'self'"
NAVIGATION = [
    ("今天", "Today", "home", "home", "", ""), ("学习", "Learning", "lesson", "book", "培训", "Training"),
    ("实操", "Practical tasks", "sign-off", "tools", "培训", "Training"), ("考试", "Exams", "exam", "writing", "培训", "Training"),
    ("评估看板", "Evaluation", "evaluation", "chart-line", "效果", "Results"), ("人员", "People", "people", "users", "记录", "Records"),
    ("导入名单", "Import a roster", "import", "file-upload", "记录", "Records"), ("全部部件", "All parts", "parts", "list", "记录", "Records"),
]  # fmt: skip

app = Flask(__name__, template_folder=str(ROOT / "tools/gallery"), static_folder=str(ROOT / "static"))
app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "tools/gallery"), FileSystemLoader(ROOT / "lms/templates")])
app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = app.jinja_env.auto_reload = True
app.config.update(SECRET_KEY="only for looking", TEMPLATES_AUTO_RELOAD=True)
CSRFProtect(app)


def chinese() -> dict[str, str]:
    """The kernel's catalogue, so that the layouts' own words show in Chinese."""
    if not CATALOGUE.exists():
        return {}
    with CATALOGUE.open("rb") as opened:
        return {str(m.id): str(m.string) for m in read_po(opened) if m.string}


def language() -> str:
    """What the browser prefers."""
    return "en" if request.accept_languages.best_match(["zh-CN", "zh", "en"]) == "en" else "zh"


def gettext(message: str, **values: object) -> str:
    """Stands in for Flask-Babel's function."""
    text = chinese().get(message, message) if language() == "zh" else message
    return text % values if values else text


def both(zh: str, en: str) -> str:
    """One of two literal texts."""
    return en if language() == "en" else zh


class PersonForm(FlaskForm):
    """A form with one of each kind of field."""

    name = StringField(
        "姓名 Name",
        [InputRequired("请填写姓名。Enter the name.")],
        description="与身份证一致。As on the identity card.",
    )
    unit = SelectField("部门 Unit", choices=[("sh", "上海浦东站 Shanghai Pudong"), ("cd", "成都站 Chengdu")])
    starts = DateField("入职日期 First day", [InputRequired("请选择日期。Choose the date.")])
    track = RadioField(
        "培训路线 Track", [InputRequired()], choices=[("tech", "技术员 Technician"), ("cs", "客服 Customer service")]
    )
    note = TextAreaField("备注 Note")
    paper = FileField("劳动合同 Contract")
    mail = BooleanField("发送登录邮件 Send the sign-in e-mail")


@app.context_processor
def surroundings() -> dict[str, object]:
    """What the kernel would supply."""
    entries = [
        SimpleNamespace(label=both(zh, en), href=f"/{page}", icon=icon, group=both(group, group_en), primary=at < 5,
                        current=request.path == f"/{page}")
        for at, (zh, en, page, icon, group, group_en) in enumerate(NAVIGATION)
    ]  # fmt: skip
    person = SimpleNamespace(name=both("李晓彤", "Li Xiaotong"), get_id=lambda: "7")
    return {
        "html_lang": both("zh-CN", "en"), "language": language(), "language_names": {"zh": "中文", "en": "English"},
        "navigation": lambda: entries, "current_user": person,
    }  # fmt: skip


app.jinja_env.globals.update(
    _=gettext, gettext=gettext, x=both, asset=lambda path: f"/static/{path}", return_here=lambda: request.path
)
for path, endpoint in (
    ("/language", "core.set_language"),
    ("/sign-out", "people.sign_out"),
    ("/notices", "core.notices"),
):
    app.add_url_rule(path, endpoint, lambda: ("", 204), methods=["GET", "POST"])


@app.after_request
def strict(response):  # type: ignore[no-untyped-def]
    """The policy of the real application, so that a breach shows here first."""
    response.headers["Content-Security-Policy"] = CSP
    return response


@app.route("/")
@app.route("/<page>", methods=["GET", "POST"])
def show(page: str = "home") -> str:
    """One page of the gallery."""
    if page == "error":
        return render_template(
            "layouts/error.html", status=404, reference="4f1c09a2b7d3",
            title=both("这里没有内容", "There is nothing here"),
            advice=both("地址有误，或者这条记录您无权查看。", "The address is wrong, or the record is not yours to see."),
        )  # fmt: skip
    form = PersonForm(meta={"csrf": False})
    if page == "form":
        form.validate()
    pages = SimpleNamespace(page=2, pages=9, total=412, has_prev=True, has_next=True)
    return render_template(f"{page}.html", form=form, pages=pages, thing=SimpleNamespace)


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 8123)
