// Runs inside every page the walks come to; returns what is wrong with it.
(given) => {
  const wrong = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1) {
    const wide = [...document.querySelectorAll('body *')].filter(
      (e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest('.scroll, pre')
    );
    const names = wide.slice(-3).map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`);
    wrong.push(`scrolls sideways at ${given.width}: ${root.scrollWidth} px; ${names.join(' | ')}`);
  }
  for (const date of document.querySelectorAll('.when b')) {
    const words = document.createRange();
    words.selectNodeContents(date);
    const end = date.closest('.when').getBoundingClientRect().right;
    if (words.getBoundingClientRect().right > end + 1) wrong.push(`a date leaves its column: ${date.textContent}`);
  }
  const lines = new Set([...document.querySelectorAll('.mainnav a')].map((e) => e.offsetTop)).size;
  if (lines > 2) wrong.push(`the menu takes ${lines} lines at ${given.width}`);
  if (!document.title.trim()) wrong.push('no title');
  const headings = document.querySelectorAll('h1').length;
  if (headings !== 1) wrong.push(`${headings} main headings`);
  const page = given.language === 'en' ? 'en' : 'zh';
  if (!root.lang.startsWith(page)) wrong.push(`the page says it is ${root.lang}`);
  const spoken = (node) => (node.closest('[lang]') || root).lang;
  const texts = [[root.lang, document.title]];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest('script, style, textarea, code, pre, .hash')) texts.push([spoken(parent), walk.currentNode.data]);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [alt], [data-h]')) {
    for (const name of ['aria-label', 'placeholder', 'alt', 'data-h']) {
      if (element.hasAttribute(name)) texts.push([spoken(element), element.getAttribute(name)]);
    }
  }
  const latin = new Set(given.latin);
  for (const [lang, text] of texts) {
    if (!lang.startsWith(page)) continue;
    if (page === 'en') {
      // The names of laws with their numbers, and people's own words in quotation marks, stay as they are.
      const own = text
        .replace(new RegExp(given.names, 'g'), ' ')
        .replace(/^\s*(?:简体)?中文\s*$/, ' ') // the other language's own name
        .replace(/“[^”]*”/g, ' ')
        .replace(/《[^》]*》[（(]?[^a-z.]*/g, ' ')
        .replace(/\([^)]*\)/g, ' ');
      if (/[\u3400-\u9fff]/.test(own)) wrong.push(`Chinese on an English page: ${text.trim().slice(0, 80)}`);
      continue;
    }
    const plain = text
      .replace(/https?:\/\/\S+/g, ' ')
      .replace(/\S+@\S+/g, ' ')
      .replace(/\w+(?:[._-]\w+)*(?:[._]\w+)+|[a-z]+-\d{4}/g, ' ') // codes of rules, names of editions
      .replace(/[a-z]+-(?:drafter|approver|writer)|^\s*(?:mandou|lancang|yulin|honghe|fengqing|English)\s*$/g, ' ') // sign-in names, the other language's own
      .replace(/[\w.-]*\d[\w.-]*|\b[A-Z]-[A-Z]+/g, ' '); // numbers of calls, organisations, bids, members
    for (const word of plain.match(/[A-Za-z][A-Za-z]+/g) || []) {
      // Two capitals may be the tag of a question, four and more the number of a bid or the code of a slip.
      if (!latin.has(word) && !/^(?:[A-Z]{2}|[A-Z]{4,})$/.test(word)) wrong.push(`English on a Chinese page: ${word} in ${text.trim().slice(0, 80)}`);
    }
  }
  return wrong;
}
