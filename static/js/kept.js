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
    /* What the server gave back is not what it has: there, nothing is let go because it looks the same. */
    var givenBack = "givenBack" in form.dataset;
    function fields() {
      return Array.prototype.filter.call(form.elements, function (one) {
        return one.name && !one.multiple && !/^(hidden|file|password|submit|button|image)$/.test(one.type) &&
          /^(TEXTAREA|INPUT|SELECT)$/.test(one.tagName);
      });
    }
    function isTick(one) { return one.type === "checkbox" || one.type === "radio"; }
    function said(one) { return isTick(one) ? (one.checked ? "1" : "") : one.value; }
    function put(one, text) { if (isTick(one)) one.checked = text === "1"; else one.value = text; }
    /* Which state of the page the words were typed on: the server joins them with what others saved since. */
    function states() {
      if (!form.elements.seen) return [];
      return ["version", "seen"].map(function (n) { return form.elements[n]; }).filter(function (one) {
        return one && one.type === "hidden";
      });
    }
    function mark(one) {
      var hidden = form.elements["read-" + one.name] ||
        form.elements[one.name.replace(/-(label|kind|amount)$/, "-read")];
      return hidden && hidden !== one ? hidden : null;
    }
    /* Lines are known by their own key, not by their place. */
    function id(one) {
      if (isTick(one)) return one.name + "=" + one.value;
      var key = form.elements[one.name.replace(/-(label|kind|amount)$/, "-key")];
      return key && key !== one ? key.value + "-" + one.name.replace(/^.*-/, "") : one.name;
    }
    function served(one) {
      if (isTick(one)) return one.defaultChecked ? "1" : "";
      if (one.tagName !== "SELECT") return one.defaultValue;
      var chosen = Array.prototype.filter.call(one.options, function (o) { return o.defaultSelected; })[0];
      return (chosen || one.options[0] || one).value;
    }
    function show() { if (note) note.hidden = !read(name); }
    function keep() {
      var kept = read(name) || { words: {} };
      fields().forEach(function (one) {
        var hidden = mark(one);
        if (said(one) !== served(one) || (givenBack && kept.words[id(one)])) {
          kept.words[id(one)] = { text: said(one), read: hidden ? hidden.value : "", field: one.name,
            key: id(one) === one.name ? "" : id(one).replace(/-[a-z]+$/, "") };
        } else { delete kept.words[id(one)]; }
      });
      kept.states = {};
      states().forEach(function (one) { kept.states[one.name] = one.value; });
      write(name, kept);
      return kept;
    }
    function restore() {
      var kept = read(name), here = {}, spare = {};
      if (!kept) return;
      fields().forEach(function (one) { here[id(one)] = one; });
      Object.keys(kept.words).forEach(function (word) {
        var was = kept.words[word], one = here[word], hidden;
        if (!one && was.key) {
          /* A new line under the key it had: put into an empty one. */
          if (!spare[was.key]) {
            spare[was.key] = fields().filter(function (f) {
              return /-label$/.test(f.name) && !f.value && !mark(f).value && !f.dataset.taken;
            })[0];
          }
          if (!spare[was.key]) return;
          spare[was.key].dataset.taken = "1";
          var stem = spare[was.key].name.replace(/label$/, "");
          form.elements[stem + "key"].value = was.key;
          form.elements[stem + "read"].value = was.read;
          one = form.elements[stem + was.field.replace(/^.*-/, "")];
        }
        if (!one) return;
        if (!givenBack && said(one) === was.text && served(one) === was.text) { delete kept.words[word]; return; }
        hidden = mark(one);
        if (hidden) hidden.value = was.read;
        put(one, was.text);
      });
      if (Object.keys(kept.words).length && kept.states) {
        states().forEach(function (one) { if (one.name in kept.states) one.value = kept.states[one.name]; });
      }
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
