/* Where no history keeps a page: asks whether the line stands before a form leaves it. Keeps nothing anywhere. */
(function () {
  "use strict";
  var own = document.currentScript.src, note = document.querySelector("[data-line-note]");
  if (!note || !window.fetch || !window.AbortController) return;
  document.querySelectorAll("main form[method=post]").forEach(function (form) {
    var stands = false, asking = false;
    if (!form.requestSubmit) return;
    form.addEventListener("submit", function (event) {
      if (stands) { stands = false; return; }
      event.preventDefault();
      if (asking) return;
      asking = true;
      note.hidden = true;
      var stop = new AbortController(), timer = window.setTimeout(function () { stop.abort(); }, 10000);
      fetch(own, { method: "HEAD", cache: "no-store", credentials: "omit", signal: stop.signal }).then(function () {
        stands = true;
        form.requestSubmit(event.submitter || undefined);
      }, function () {
        note.hidden = false;
        note.focus();
      }).finally(function () { asking = false; window.clearTimeout(timer); });
    });
  });
})();
