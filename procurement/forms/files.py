"""A field for a file: what arrives in cleaned_data was looked at and written anew."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from portal.ground.fields.ticks import FILE, Passage
from procurement import uploads
from procurement.errors import PersonalFileError
from procurement.labels import finding_message
from procurement.labels.uploads import refusal_words


def add_file_findings(form: forms.BaseForm, name: str, error: PersonalFileError) -> None:
    """Say on the field what stands in a file that may make a person known, and the way on."""
    for one in error.passages:
        said = gettext("In this file: %(finding)s") % {"finding": finding_message(one.kind, one.words)}
        form.add_error(name, said)
    if error.token:
        whole = Passage(FILE, "", token=error.token)
        vars(form).setdefault("passages", {}).setdefault(name, []).append(whole)
        form.add_error(name, gettext("Take it out, or read the file, tick the box and choose it again."))
        return
    way_on = gettext(
        "Take it out of the file and choose the file again. The office's own telephone or e-mail may stay once "
        "it is entered on this call as the contact."
    )
    form.add_error(name, way_on)


class CleanFileField(forms.FileField):
    """``cleaned_data`` has an ``uploads.CleanFile``, or None where nothing was chosen.

    ``public``: everybody will read it, so its words come along for the guard.
    Looking takes up to 20 seconds: a view validates before it opens a transaction."""

    def __init__(
        self,
        *,
        kinds: frozenset[str],
        most_bytes: int = uploads.MOST_BYTES,
        public: bool = False,
        **options: Any,
    ) -> None:
        self.kinds, self.most_bytes, self.public = kinds, most_bytes, public
        super().__init__(allow_empty_file=True, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What may be chosen: telephones that hear only of JPEG turn their own kind of picture into one."""
        return super().widget_attrs(widget) | {
            "accept": ",".join(
                uploads.MEDIA_TYPES[kind] if kind in uploads.PHOTOS else f".{kind}"
                for kind in sorted(self.kinds)
            )
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = super().clean(data, initial)
        if not isinstance(chosen, UploadedFile):
            return None
        try:
            if (chosen.size or 0) > self.most_bytes:
                raise uploads.too_large(self.most_bytes)
            return uploads.inspect(
                chosen.name or "",
                chosen.read(),
                kinds=self.kinds,
                most_bytes=self.most_bytes,
                with_text=self.public,
            )
        except uploads.UploadRefused as refused:
            raise ValidationError(refusal_words(refused.code, refused.params), code=refused.code) from None
