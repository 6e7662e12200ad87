// Saves a chart as a picture of a fixed size, made in the reader's browser: always on white, the
// same in every window and theme. Its message stands above it, what must be known and where it is
// from below; whatever is long is broken into lines, and set smaller, until all of it is inside.
const NAMESPACE = "http://www.w3.org/2000/svg";
const SIZES = {
  print: { width: 900, height: 600, scale: 2 },
  slide: { width: 960, height: 540, scale: 2 },
  square: { width: 720, height: 720, scale: 1.5 },
}; // in units of the drawing; scale: pixels to a unit
const EDGE = 28;
const GAP = 10;
const TITLE = { size: 23, weight: 600, line: 29, colour: "#1F2A33" };
const HEADING = { size: 11.5, weight: 600, line: 14, colour: "#1F2A33" };
const NOTES = { size: 12.5, weight: 400, line: 17, colour: "#33414E" };
const SMALLER = [1, 0.92, 0.85, 0.78, 0.72];
const CHART = 0.52; // of the height: what the chart gets at least
const ROOM = 0.97; // of the width: other programs' letters are a little wider
const LARGEST = 1.5; // how much rows are enlarged at most
const ROWS = "rows"; // as canvas.ROWS
const FAMILY = '"Source Sans", Arial, Helvetica, sans-serif';

export default function ({ parentElement, data }) {
  const status = parentElement.querySelector("[role=status]");
  for (const format of ["svg", "png"]) {
    parentElement.querySelector(`.${format}`).onclick = async () => {
      const size = parentElement.querySelector("input:checked").value;
      status.textContent = "Drawing …";
      try {
        const picture = await compose(data, SIZES[size]);
        const svg = new Blob([new XMLSerializer().serializeToString(picture)], {
          type: "image/svg+xml",
        });
        const file = format === "svg" ? svg : await raster(svg, picture);
        save(file, `${data.name}_${size}.${format}`);
        status.textContent = "";
      } catch (error) {
        status.textContent = `No picture was made: ${error.message}`;
      }
    };
  }
}

async function compose(data, size) {
  const font = await fontFace();
  await document.fonts.load(`600 16px ${FAMILY}`);
  const words = arranged(data, size);
  const picture = node("svg", {
    xmlns: NAMESPACE,
    "font-family": FAMILY,
    width: size.width * size.scale,
    height: size.height * size.scale,
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: "img",
    "aria-label": data.title,
  });
  const style = node("style", {});
  // plotly keeps strokes as thin on an enlarged picture as on the screen
  style.textContent = `${font} * { vector-effect: none !important; }`;
  picture.append(style, node("rect", { width: "100%", height: "100%", fill: "#FFFFFF" }));
  const top = write(picture, words.title, EDGE, EDGE) + GAP;
  const bottom = size.height - EDGE - height(words.notes);
  const box = { x: EDGE, y: top, width: size.width - 2 * EDGE, height: bottom - GAP - top };
  if (data.figure) picture.append(await chart(data, box));
  else panels(picture, data.panels, box);
  write(picture, words.notes, EDGE, bottom);
  return picture;
}

// Return title and notes in lines, set so small that the chart keeps its part of the height.
function arranged(data, size) {
  const width = ROOM * (size.width - 2 * EDGE);
  const most = (1 - CHART) * size.height - 2 * EDGE - 2 * GAP;
  let title, notes;
  for (const factor of SMALLER) {
    title = broken([data.title], smaller(TITLE, factor), width);
    notes = broken([...data.notes, data.source], smaller(NOTES, factor), width);
    if (height(title) + height(notes) <= most) return { title, notes };
  }
  // what is longer still is cut, but for the line that says where it is from
  const source = broken([data.source], notes[0].type, width);
  const kept = notes.slice(0, notes.length - source.length);
  while (title.length > 2 && height([...title, ...source]) > 0.75 * most) title.pop();
  while (kept.length > 1 && height([...title, ...kept, ...source]) > most) kept.pop();
  kept.at(-1).text = kept.at(-1).text.replace(/.{0,2}$/, "…");
  return { title, notes: [...kept, ...source] };
}

function smaller(type, factor) {
  return { ...type, size: type.size * factor, line: type.line * factor };
}

function height(lines) {
  return lines.reduce((sum, { type }) => sum + type.line, 0);
}

// Return paragraphs as lines, each no wider than `width`; a long address is broken, too. What a
// no-break space holds together stays on one line.
function broken(paragraphs, type, width) {
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `${type.weight} ${type.size}px ${FAMILY}`;
  const fits = (text) => measure.measureText(text).width <= width;
  const lines = [];
  for (const paragraph of paragraphs) {
    let line = "";
    for (let word of paragraph.split(/[ \t\n]+/).filter(Boolean)) {
      if (line && !fits(`${line} ${word}`)) {
        lines.push({ text: line, type });
        line = "";
      }
      while (!line && !fits(word)) {
        let most = word.length - 1;
        while (most > 1 && !fits(word.slice(0, most))) most -= 1;
        lines.push({ text: word.slice(0, most), type });
        word = word.slice(most);
      }
      line = line ? `${line} ${word}` : word;
    }
    if (line) lines.push({ text: line, type });
  }
  return lines;
}

// Write lines from `top` on and return where they end.
function write(picture, lines, x, top) {
  for (const { text, type } of lines) {
    top += type.line;
    const written = node("text", {
      x,
      y: top - 0.28 * type.line,
      "font-size": type.size,
      "font-weight": type.weight,
      fill: type.colour,
    });
    written.textContent = text;
    picture.append(written);
  }
  return top;
}

// Return a chart drawn for this box; one of rows has its own height and is scaled to it.
async function chart(data, box) {
  const plotly = await library(data.plotly);
  const { data: traces, layout } = JSON.parse(data.figure);
  const tall = layout.meta === ROWS ? layout.height : box.height;
  const scale = layout.meta === ROWS ? Math.min(LARGEST, box.height / tall) : 1;
  const size = { width: box.width / scale, height: tall };
  layout.font = { ...layout.font, family: FAMILY };
  const figure = { data: traces, layout: { ...layout, ...size, autosize: false } };
  const drawn = await plotly.toImage(figure, { format: "svg", imageDataOnly: true, ...size });
  return placed(drawn, { ...box, height: scale * tall }, size);
}

// Draw panels, each below its heading, in as many columns as make them largest.
function panels(picture, panels, box) {
  const size = sizeOf(panels[0][1]);
  let best = { scale: 0 };
  for (let columns = 1; columns <= panels.length; columns += 1) {
    const rows = Math.ceil(panels.length / columns);
    const across = (box.width - GAP * (columns - 1)) / columns;
    const headings = panels.map(([heading]) => broken([heading], HEADING, ROOM * across));
    const over = Math.max(...headings.map(height)) + 2;
    const down = (box.height - GAP * (rows - 1)) / rows - over;
    const scale = Math.min(across / size.width, down / size.height);
    if (scale > best.scale) best = { scale, columns, across, down, over, headings };
  }
  panels.forEach(([, svg], turn) => {
    const x = box.x + (turn % best.columns) * (best.across + GAP);
    const y = box.y + Math.floor(turn / best.columns) * (best.down + best.over + GAP);
    write(picture, best.headings[turn], x, y);
    const room = { x, y: y + best.over, width: best.scale * size.width };
    picture.append(placed(svg, { ...room, height: best.scale * size.height }, size));
  });
}

// Return a drawing as a part of another one; `size`: what it measures by itself.
function placed(svg, box, size) {
  const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  for (const name of ["style", "class", "id"]) drawing.removeAttribute(name);
  const where = { ...box, viewBox: `0 0 ${size.width} ${size.height}`, color: NOTES.colour };
  for (const [name, value] of Object.entries(where)) drawing.setAttribute(name, value);
  return document.importNode(drawing, true);
}

function sizeOf(svg) {
  const [, , width, height] = /viewBox="([\d.-]+) ([\d.-]+) ([\d.]+) ([\d.]+)"/.exec(svg).slice(1);
  return { width: Number(width), height: Number(height) };
}

// Load what draws charts from the dashboard's own server, once, when it is wanted.
let loading = null;
function library(path) {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL(path, location.href);
    script.onload = () => done(window.Plotly);
    script.onerror = () => {
      loading = null;
      script.remove();
      failed(new Error("what draws it could not be loaded. Try again."));
    };
    document.head.append(script);
  });
  return loading;
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
  canvas.width = picture.getAttribute("width");
  canvas.height = picture.getAttribute("height");
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
