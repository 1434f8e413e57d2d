/* Keeps what is typed on this device until the server says that it has it. Works on forms with data-keep. */
(function () {
  "use strict";
  var store;
  try { store = window.localStorage; store.getItem("kept"); } catch (e) { return; }
  function read(name) { try { return JSON.parse(store.getItem(name)) || null; } catch (e) { return null; } }
  function write(name, kept) {
    try {
      if (Object.keys(kept.words).length) store.setItem(name, JSON.stringify(kept)); else store.removeItem(name);
    } catch (e) { /* full or forbidden: the page works without */ }
  }
  function names() { return Object.keys(store).filter(function (n) { return n.indexOf("kept:") === 0; }); }

  /* What the server says it has: only what was sent and not changed since. */
  document.querySelectorAll("[data-saved]").forEach(function (note) {
    note.dataset.saved.split(" ").forEach(function (tag) {
      if (tag.indexOf("saved-") !== 0) return;
      names().forEach(function (name) {
        var kept = read(name);
        if (!kept || kept.turn !== tag.slice(6)) return;
        Object.keys(kept.sent || {}).forEach(function (field) {
          if (kept.words[field] && kept.words[field].text === kept.sent[field]) delete kept.words[field];
        });
        write(name, kept);
      });
    });
  });
  /* Sealed or signed out: nothing stays. */
  document.querySelectorAll("[data-forget]").forEach(function (place) {
    names().forEach(function (name) {
      if (name.indexOf(place.dataset.forget) === 0) store.removeItem(name);
    });
  });

  document.querySelectorAll("form[data-forget-all]").forEach(function (form) {
    form.addEventListener("submit", function () { names().forEach(function (name) { store.removeItem(name); }); });
  });

  function guard(form) {
    var name = form.dataset.keep, note = form.querySelector("[data-kept-note]");
    function fields() {
      return Array.prototype.filter.call(form.elements, function (one) {
        return one.name && one.type !== "hidden" && one.type !== "radio" &&
          /^(TEXTAREA|INPUT|SELECT)$/.test(one.tagName);
      });
    }
    function mark(one) {
      var hidden = form.elements["read-" + one.name] ||
        form.elements[one.name.replace(/-(label|kind|amount)$/, "-read")];
      return hidden && hidden !== one ? hidden : null;
    }
    /* Lines are known by their own key, not by their place. */
    function id(one) {
      var key = form.elements[one.name.replace(/-(label|kind|amount)$/, "-key")];
      return key && key !== one ? key.value + "-" + one.name.replace(/^.*-/, "") : one.name;
    }
    function served(one) {
      if (one.tagName !== "SELECT") return one.defaultValue;
      var chosen = Array.prototype.filter.call(one.options, function (o) { return o.defaultSelected; })[0];
      return (chosen || one.options[0]).value;
    }
    function show() { if (note) note.hidden = !read(name); }
    function keep() {
      var kept = read(name) || { words: {} };
      fields().forEach(function (one) {
        var hidden = mark(one);
        if (one.value !== served(one)) {
          kept.words[id(one)] = { text: one.value, read: hidden ? hidden.value : "", field: one.name,
            key: id(one) === one.name ? "" : id(one).replace(/-[a-z]+$/, "") };
        } else { delete kept.words[id(one)]; }
      });
      write(name, kept);
      return kept;
    }
    function restore() {
      var kept = read(name), here = {}, spare = {};
      if (!kept) return;
      fields().forEach(function (one) { here[id(one)] = one; });
      Object.keys(kept.words).forEach(function (word) {
        var said = kept.words[word], one = here[word], hidden;
        if (!one && said.key) {
          /* A new line under the key it had: put into an empty one. */
          if (!spare[said.key]) {
            spare[said.key] = fields().filter(function (f) {
              return /-label$/.test(f.name) && !f.value && !mark(f).value && !f.dataset.taken;
            })[0];
          }
          if (!spare[said.key]) return;
          spare[said.key].dataset.taken = "1";
          var stem = spare[said.key].name.replace(/label$/, "");
          form.elements[stem + "key"].value = said.key;
          form.elements[stem + "read"].value = said.read;
          one = form.elements[stem + said.field.replace(/^.*-/, "")];
        }
        if (!one) return;
        if (one.value === said.text && served(one) === said.text) { delete kept.words[word]; return; }
        hidden = mark(one);
        if (hidden) hidden.value = said.read;
        one.value = said.text;
      });
      write(name, kept);
    }
    form.addEventListener("input", function () { keep(); });
    form.addEventListener("change", function () { keep(); });
    form.addEventListener("submit", function () {
      var kept = keep();
      kept.turn = form.dataset.turn;
      kept.sent = {};
      Object.keys(kept.words).forEach(function (word) { kept.sent[word] = kept.words[word].text; });
      write(name, kept);
    });
    if (note) {
      note.querySelector("[data-kept-drop]").addEventListener("click", function () {
        store.removeItem(name);
        form.reset();
        window.location.replace(window.location.pathname);
      });
    }
    window.addEventListener("pageshow", function () { restore(); show(); });
  }
  document.querySelectorAll("form[data-keep]").forEach(guard);
})();
