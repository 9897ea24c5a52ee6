// Opens pages in Chromium and says what is wrong with them: see tests/pages.py.
// node pages.mjs CHROMIUM OUT PAGE...
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, out, ...pages] = process.argv.slice(2);
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = { desktop: [1280, 900], tablet: [768, 1024], narrow: [320, 800] };
const SPACED = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
  p { margin-bottom: 2em !important; }`;
const wrong = [];
const say = (where, what) => wrong.push(`${where}: ${what}`);

const args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "pages-")), {
  executablePath, headless: true, chromiumSandbox: false, args,
});

const wider = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

// Text that is cut off by its own box, except where the box scrolls or is meant to be unseen.
const cut = () => [...document.querySelectorAll("p, li, h1, h2, h3, th, td, summary, a, button")]
  .filter((each) => !each.closest(".unseen, .table, .matrix, .skip") && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0)
  .map((each) => each.textContent.slice(0, 40));

// A letter drawn outside its drawing, or on top of another.
const drawn = () => {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const boxes = [...svg.querySelectorAll("text")].map((each) => [each.textContent, each.getBoundingClientRect()]);
    boxes.forEach(([text, box], index) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        found.push(`"${text}" outside`);
      for (const [other, that] of boxes.slice(index + 1)) {
        const across = Math.min(box.right, that.right) - Math.max(box.left, that.left);
        const down = Math.min(box.bottom, that.bottom) - Math.max(box.top, that.top);
        if (across > 1 && down > box.height * 0.4) found.push(`"${text}" on "${other}"`);
      }
    });
  }
  return found;
};

// What a column holds from the top, when it is sorted: the pages of this name have one table, whose order is known.
const SORTED = {
  Sted: ["Odense", "Zebra", "Ærø", "Østerbro", "Aalborg", "Århus"],
  Antal: ["−1", "0", "9", "10", "100", "–"],
  Dag: ["31. dec. 2025", "1. jan. 2026", "2. feb. 2026", "10. feb. 2026", "aldrig", "–"],
};
const inOrder = async (page, where) => {
  for (const [heading, wanted] of Object.entries(SORTED)) {
    const column = Object.keys(SORTED).indexOf(heading);
    const found = () => page.locator(`tbody tr > :nth-child(${column + 1})`).allInnerTexts();
    const button = page.getByRole("button", { name: heading });
    await button.click();
    if ((await found()).join() !== wanted.join()) say(where, `${heading} ascending: ${await found()}`);
    await button.click();
    const last = wanted.filter((text) => text === "–");
    const words = wanted.filter((text) => text === "aldrig");
    const values = wanted.filter((text) => !last.includes(text) && !words.includes(text)).reverse();
    if ((await found()).join() !== [...values, ...words, ...last].join()) say(where, `${heading} descending: ${await found()}`);
    await button.click();
  }
};

const sorts = async (page, where) => {
  const tables = page.locator("table.sortable");
  for (let at = 0; at < await tables.count(); at++) {
    const table = tables.nth(at);
    const rows = () => table.locator("tbody tr").allInnerTexts();
    const given = (await rows()).join();
    const total = await table.locator("tfoot").allInnerTexts();
    const buttons = table.locator("thead button");
    for (let column = 0; column < await buttons.count(); column++) {
      const heading = table.locator("thead th").nth(column);
      const seen = [];
      for (let press = 0; press < 3; press++) {
        await buttons.nth(column).focus();
        await page.keyboard.press("Enter");
        seen.push(await heading.getAttribute("aria-sort"));
      }
      if (seen.join() !== "ascending,descending,") say(where, `aria-sort of table ${at}: ${seen}`);
      if ((await rows()).join() !== given) say(where, `table ${at} does not come back`);
    }
    if ((await table.locator("tfoot").allInnerTexts()).join() !== total.join()) say(where, `total of table ${at} moved`);
  }
};

for (const file of pages) {
  const name = basename(file, ".html");
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    const where = `${name} ${size}`;
    const page = await context.newPage();
    page.on("console", (message) => say(where, `console: ${message.text()}`));
    page.on("pageerror", (error) => say(where, `error: ${error.message}`));
    page.on("request", (request) => request.url().startsWith("file:") || say(where, `loads ${request.url()}`));
    await page.setViewportSize({ width, height });
    await page.goto(pathToFileURL(file).href);
    if (await page.evaluate(wider) > 0) say(where, `scrolls ${await page.evaluate(wider)} px to the side`);
    for (const text of await page.evaluate(cut)) say(where, `cut off: ${text}`);
    for (const text of await page.evaluate(drawn)) say(where, `drawing: ${text}`);
    await page.screenshot({ path: join(out, `${name}-${size}.png`), fullPage: true });
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    if (size === "desktop") await sorts(page, where);
    if (size === "desktop" && name === "sorting") await inOrder(page, where);
    await page.evaluate(axe);
    const { violations, incomplete } = await page.evaluate((tags) => axe.run({ runOnly: tags }), TAGS);
    for (const each of violations) say(where, `axe ${each.id}: ${each.nodes.map((node) => node.target).slice(0, 5).join(" | ")}`);
    // What axe can't tell of contrast are letters in drawings and beyond the screen: test_html.py computes every pair of colours.
    for (const each of incomplete.filter((one) => one.id !== "color-contrast")) console.log(`${where}: to look at by hand: axe ${each.id}: ${each.nodes.length}, ${each.nodes.slice(0, 3).map((node) => node.target)}`);
    await page.close();

    const spaced = await context.newPage();
    await spaced.setViewportSize({ width, height });
    await spaced.setContent(readFileSync(file, "utf8").replace(/<meta http-equiv[^>]*>/, "").replace("</head>", `<style>${SPACED}</style></head>`));
    if (await spaced.evaluate(wider) > 0) say(where, "scrolls to the side with WCAG text spacing");
    for (const text of await spaced.evaluate(cut)) say(where, `cut off with WCAG text spacing: ${text}`);
    await spaced.close();
  }
  const bare = await context.newPage();
  await bare.setViewportSize({ width: 900, height: 900 });
  await bare.setContent(readFileSync(file, "utf8").replace(/<style>[^]*?<\/style>/g, ""));
  await bare.screenshot({ path: join(out, `${name}-bare.png`), fullPage: true });
  await bare.close();

  const paper = await context.newPage();
  await paper.goto(pathToFileURL(file).href);
  await paper.pdf({ path: join(out, `${name}.pdf`), preferCSSPageSize: true, printBackground: false, tagged: true });
  await paper.close();
}
await context.close();
for (const each of wrong) console.log(`WRONG ${each}`);
process.exit(wrong.length ? 1 : 0);
