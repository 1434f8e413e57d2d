"""What is looked for on every page: a function that runs inside it, and the words it lets pass."""

from pathlib import Path

LOOK = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")

# Words in Latin letters that a Chinese page may say: names of file kinds, standards and the like.
LATIN = (
    "HIV AIDS PDF JPEG PNG Word WPS Excel RTF ODT JSON JSONL CSV XLSX ZIP DOCX TXT docx xlsx zip doc pdf txt json MB "
    "kB KB SHA OCDS OpenAPI Atom JavaScript iCalendar API URL WeChat TOTP Ctrl Enter Tab ID IP Cookie WCAG AA XML"
)
# Who acts in the demonstration and in which office: names are not translated.
NAMES = "[\\u3400-\\u9fff]{2,4}（示例）|[\\u3400-\\u9fff（）]*（走查.?）|防艾[科股]|[A-Z0-9-]+（示例）"


def given(language: str, width: int) -> dict[str, object]:
    """What the function in the page is told."""
    return {"language": language, "width": width, "latin": LATIN.split(), "names": NAMES}
