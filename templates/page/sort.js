
"use strict";
(() => {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.textContent.trim();
    if (cell.hasAttribute("data-sort")) return { rank: 0, number: Number(cell.getAttribute("data-sort")), text };
    return { rank: text === "" || text === "–" ? 2 : 1, number: 0, text };
  };
  const compare = (a, b) => a.number - b.number || collator.compare(a.text, b.text);
  const directions = { none: "ascending", ascending: "descending", descending: "none" };

  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const asGiven = [...body.rows];
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const direction = directions[heading.getAttribute("aria-sort") || "none"];
        for (const other of headings) other.removeAttribute("aria-sort");
        const rows = asGiven.map((row) => ({ row, key: keyOf(row, column) }));
        if (direction !== "none") {
          heading.setAttribute("aria-sort", direction);
          const sign = direction === "ascending" ? 1 : -1;
          rows.sort((a, b) => a.key.rank - b.key.rank || sign * compare(a.key, b.key));
        }
        body.append(...rows.map((each) => each.row));
      });
    });
  }
})();
