// Everything a frame can show as text, and where. Reads only. Called anew for each look.
() => {
  const LONGEST = 400;   // of an element looked at as a whole, for numbers that are split over its children
  const items = [];      // {text, node, rects, parent}: every part after its whole
  const whole = new Map();
  const always = [];     // covered whatever they hold
  const add = (text, node, rects) => {
    if (!text || text.trim().length < 4) return;
    items.push({ text, node, rects, parent: whole.get(node.parentNode) ?? -1 });
  };
  const boxOf = element => [element.getBoundingClientRect()];
  const textBoxes = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return Array.from(range.getClientRects());
  };
  const visit = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) { add(node.data, node, textBoxes); continue; }
      if (/^(script|style|noscript|template)$/i.test(node.localName)) continue;
      if (node.shadowRoot) visit(node.shadowRoot);
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
  return {
    texts: items.map(item => [item.text, item.parent]),
    boxes: chosen => {
      const hits = chosen.flatMap(number => items[number].rects(items[number].node));
      return [...always.flatMap(boxOf), ...hits]
        .filter(r => r.width > 0 && r.height > 0)
        .map(r => [r.left, r.top, r.right, r.bottom]);
    },
  };
}
