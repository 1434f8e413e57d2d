/* On a telephone the long parts of a page stand folded under their headings. Without it everything is open. */
(function () {
  "use strict";
  var narrow = window.matchMedia("(max-width: 47.99em)"), parts = [];
  function show(part, open) {
    part.button.setAttribute("aria-expanded", String(open));
    if (open) part.body.removeAttribute("hidden");
    else part.body.setAttribute("hidden", "until-found");
  }
  function showAll() { parts.forEach(function (part) { show(part, true); }); }
  function showAddressed() {
    var meant = window.location.hash && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    parts.forEach(function (part) {
      if (!meant || !(part.section.contains(meant) || meant === part.section)) return;
      show(part, true);
      meant.scrollIntoView();
    });
  }
  function fold(section, place) {
    var heading = section.querySelector("h2"), head = heading.closest(".sec") || heading, body = document.createElement("div");
    var button = document.createElement("button"), part = { section: section, body: body, button: button };
    body.id = "fold-" + place;
    body.className = "unfolded";
    button.type = "button";
    button.className = "unfold";
    button.setAttribute("aria-controls", body.id);
    while (heading.firstChild) button.appendChild(heading.firstChild);
    heading.appendChild(button);
    if (head !== heading) Array.prototype.slice.call(head.children).forEach(function (one) { if (one !== heading) body.appendChild(one); });
    while (head.nextSibling) body.appendChild(head.nextSibling);
    section.appendChild(body);
    section.classList.add("folds");
    button.addEventListener("click", function () { show(part, body.hasAttribute("hidden")); });
    body.addEventListener("beforematch", function () { show(part, true); });
    parts.push(part);
    show(part, false);
  }
  if (!narrow.matches) return;
  Array.prototype.forEach.call(document.querySelectorAll("[data-fold], [data-fold-all] > .block"), fold);
  showAddressed();
  window.addEventListener("hashchange", showAddressed);
  window.addEventListener("beforeprint", showAll);
  narrow.addEventListener("change", function () { if (!narrow.matches) showAll(); });
})();
