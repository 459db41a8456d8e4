"""What the browser is asked of a page that people look at."""

# Links, buttons and fields too small for a thumb; a link within a sentence may be.
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
  .filter(e => {
    const box = e.getBoundingClientRect(), alone = e.parentElement.textContent.trim();
    const sentence = getComputedStyle(e).display === "inline" && alone !== e.textContent.trim();
    return box.width > 1 && !sentence && (box.height < 44 || box.width < 44);
  }).map(e => e.outerHTML.slice(0, 120))"""
# Text below 11 px; what only screen readers read is left out.
TINY = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, box = e.getBoundingClientRect();
    const seen = walker.currentNode.data.trim() && box.width > 1 && !e.closest(".vh");
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (seen && size < 11) found.push(e.outerHTML.slice(0, 120));
  }
  return found;
}"""
# What has the colour of a state without a pictogram or a word that is seen.
COLOUR_ALONE = """() => [...document.querySelectorAll(".open, .mine, .late, .full, .wait, .off")]
  .filter(e => {
    const seen = child => child.getBoundingClientRect().width > 2;
    const word = [...e.querySelectorAll(".w")].some(seen) || e.textContent.includes("–");
    const after = getComputedStyle(e, "::after").content.includes("–");
    return seen(e) && !word && !after && ![...e.querySelectorAll("svg")].some(seen);
  }).map(e => e.outerHTML.slice(0, 120))"""
# Write these names in the head of the month.
HEAD = """([before, name, after]) => {
  const arrow = '<svg class="i"></svg>', title = `<h2 id="mois">${name}</h2>`;
  const left = `<a href="?">${arrow}<span>${before}</span></a>`;
  const right = `<a href="?"><span>${after}</span>${arrow}</a>`;
  document.querySelector(".pager").innerHTML = left + title + right;
}"""
