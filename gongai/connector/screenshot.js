// Everything a frame can show as text, and where; and how far down it shows anything. Reads only. Called anew for each
// look, and answers in a few plain strings: a long nested answer costs more to hand over than to collect.
() => {
  const LONGEST = 400;   // of an element looked at as a whole, for numbers that are split over its children
  const DRAWN = /^(img|svg|canvas|video|iframe|object|embed|input|textarea|select|button)$/i;
  const items = [];      // {text, rects, parent}: every part after its whole
  const whole = new Map();
  const always = [];     // covered whatever they hold
  let bottom = 0;
  const reach = rects => { for (const r of rects) if (r.width > 0 && r.bottom > bottom) bottom = r.bottom; };
  const add = (text, node, rects) => {
    if (!text || text.trim().length < 4) return;
    items.push({ text, rects: rects(node), parent: whole.get(node.parentNode) ?? -1 });
  };
  const boxOf = element => [element.getBoundingClientRect()];
  const textBoxes = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return Array.from(range.getClientRects());
  };
  // Never drawn, and long: some libraries keep half a megabyte of rules in style elements.
  const drawn = node => /^(script|style|noscript|template)$/i.test(node.localName || '') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  const visit = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, drawn);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (!/\S/.test(node.data)) continue;
        const boxes = textBoxes(node);
        reach(boxes);
        add(node.data, node, () => boxes);
        continue;
      }
      if (node.shadowRoot) visit(node.shadowRoot);
      if (DRAWN.test(node.localName)) reach(boxOf(node));
      if (node.localName === 'input' || node.localName === 'textarea' || node.localName === 'select') {
        if (node.type === 'password') always.push(node);
        const shown = node.localName === 'select' ? Array.from(node.selectedOptions, o => o.text).join(' ') : node.value;
        add(shown, node, boxOf);
        add(node.placeholder, node, boxOf);
      } else if (node.textContent.length <= LONGEST) {
        const before = items.length;
        add(node.textContent, node, boxOf);
        if (items.length > before) whole.set(node, before);
      }
    }
  };
  visit(document);
  const told = rects => Array.from(rects).filter(r => r.width > 0 && r.height > 0)
    .map(r => `${r.left} ${r.top} ${r.right} ${r.bottom}`).join(',');
  return {
    texts: items.map(item => item.text.replaceAll('\0', ' ')).join('\0'),
    parents: items.map(item => item.parent).join(' '),
    rects: items.map(item => told(item.rects)).join(';'),
    always: told(always.flatMap(boxOf)),
    bottom,
  };
}
