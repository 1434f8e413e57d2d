"""What is typed into every box, right and wrong alike."""

from django.core.files.uploadedfile import SimpleUploadedFile

# A day that was meant for something else, an hour that is none, a figure that no rule can judge, words of another
# list, signs that nobody sees, more than any box takes.
TYPED: dict[str, str] = {
    "long": "长" * 60_000,
    "one long word": "w" * 3_000,
    "blank": "   \u3000 ",
    "marks": "——",
    "unseen": "田\u200b间\u202e的\ufeff话",
    "nul": "话\0题",
    "broken": "\ufffd\ufffd",
    "markup": "<script>alert(1)</script>{{ 7 }}{% now %}",
    "lines": "一\r\n二\r三\u2028四",
    "not a number": "NaN",
    "infinite": "-Infinity",
    "exponent": "1e309",
    "forty nines": "9" * 49,
    "below nothing": "-1",
    "wide": "１２，０００",
    "in words": "一万二",
    "two-figure year": "24-07-30",
    "year 24": "0024-07-30",
    "far year": "9999-12-31",
    "ten years on": "2034-07-30",
    "no day": "2024-02-30",
    "no hour": "25:61",
    "no choice": "no-such-choice",
    "no key": "00000000-0000-0000-0000-00000000zzzz",
    "a path": "../../etc/passwd",
    "drawn": "👩🏽‍⚕️" * 3,
}
# What a page may not show again although it was sent: nobody can read it there, or it counts as nothing written.
UNSHOWN = {"blank", "nul", "broken", "marks", "drawn"}


def odd_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("说明.txt", "字".encode("gb18030"), "text/plain")
