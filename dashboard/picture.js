// Two buttons that save a chart, or several in one frame, as a picture made in the reader's browser:
// as they are drawn, between their message and the words below it, with the font that is set in.
const NAMESPACE = "http://www.w3.org/2000/svg";
const EDGE = 24;
const TITLE = { size: 20, weight: 600, line: 26 };
const WORDS = { size: 12.5, weight: 400, line: 18 };
const SCALE = 2; // pixels of a PNG per pixel of the screen
const FAMILY = '"Source Sans", sans-serif';

export default function ({ parentElement, data }) {
  for (const format of ["svg", "png"]) {
    const button = parentElement.querySelector(`.${format}`);
    button.onclick = async () => {
      const found = document.querySelector(`.${data.chart}`);
      const picture = compose(found, data, await fontFace());
      const svg = new Blob([new XMLSerializer().serializeToString(picture)], {
        type: "image/svg+xml",
      });
      save(format === "svg" ? svg : await raster(svg, picture), `${data.name}.${format}`);
    };
  }
}

function compose(frame, data, fontFace) {
  const style = getComputedStyle(document.querySelector(".stApp"));
  const charts = [...frame.querySelectorAll(".js-plotly-plot")];
  const box = (charts.length > 1 ? frame : charts[0]).getBoundingClientRect();
  const width = Math.ceil(box.width) + 2 * EDGE;
  const picture = node("svg", { xmlns: NAMESPACE, "font-family": FAMILY });
  const declared = node("style", {});
  // plotly keeps strokes as thin on an enlarged picture as on the screen
  declared.textContent = `${fontFace} * { vector-effect: none !important; }`;
  picture.append(declared);
  picture.append(node("rect", { width: "100%", height: "100%", fill: style.backgroundColor }));
  let y = write(picture, data.title, TITLE, EDGE, box.width, style.color);
  const drawn = node("g", { transform: `translate(${EDGE} ${y + 6})` });
  for (const chart of charts) {
    const at = chart.getBoundingClientRect();
    const part = node("g", { transform: `translate(${at.left - box.left} ${at.top - box.top})` });
    for (const layer of chart.querySelectorAll("svg.main-svg")) {
      const copy = layer.cloneNode(true);
      copy.style.background = "none";
      part.append(copy);
    }
    drawn.append(part);
  }
  if (charts.length > 1) transcribe(drawn, frame, box);
  picture.append(drawn);
  y += 6 + box.height + 10;
  for (const words of data.below) {
    y = write(picture, words, WORDS, y, box.width, style.color);
  }
  const height = Math.ceil(y) + EDGE - 8;
  picture.setAttribute("width", width);
  picture.setAttribute("height", height);
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return picture;
}

// Write text from `top` on, broken into lines, and return where it ends.
function write(picture, words, type, top, width, colour) {
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `${type.weight} ${type.size}px ${FAMILY}`;
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (measure.measureText(longer).width <= width) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  for (const line of lines) {
    top += type.line;
    const text = node("text", {
      x: EDGE,
      y: top - 0.3 * type.line,
      "font-size": type.size,
      "font-weight": type.weight,
      fill: colour,
    });
    text.textContent = line;
    picture.append(text);
  }
  return top;
}

// Write what stands between several charts where it stands.
function transcribe(drawn, frame, box) {
  const walker = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("p") || !walker.currentNode.data.trim()) continue;
    range.selectNodeContents(walker.currentNode);
    const at = range.getBoundingClientRect();
    const style = getComputedStyle(parent);
    const text = node("text", {
      x: at.left - box.left,
      y: at.bottom - box.top - 0.25 * at.height,
      "font-size": style.fontSize,
      fill: style.color,
      style: "white-space: pre",
    });
    text.textContent = walker.currentNode.data;
    drawn.append(text);
  }
}

// Return the page's font as a style sheet that needs no other file.
async function fontFace() {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      const plain = rule instanceof CSSFontFaceRule && rule.style.fontStyle !== "italic";
      if (!plain || !/^"?Source Sans"?$/.test(rule.style.fontFamily)) continue;
      const [, address] = /url\(["']?([^"')]+)/.exec(rule.cssText);
      const file = await fetch(new URL(address, sheet.href ?? document.baseURI));
      const url = await dataUrl(await file.blob());
      return `@font-face{font-family:"Source Sans";font-weight:200 900;src:url(${url})}`;
    }
  }
  return "";
}

async function raster(svg, picture) {
  const image = new Image();
  image.src = await dataUrl(svg);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * picture.getAttribute("width");
  canvas.height = SCALE * picture.getAttribute("height");
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function dataUrl(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function node(name, attributes) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
