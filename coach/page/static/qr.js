/* A QR code of bytes at level L, after ISO/IEC 18004, up to version 25: 1,273 bytes. Always with the same mask: the
   text, which never repeats itself over a whole code, needs no other. */

/* For each version: error correction bytes of a block, and blocks. */
const QR_BLOCKS = [[7, 1], [10, 1], [15, 1], [20, 1], [26, 1], [18, 2], [20, 2], [24, 2], [30, 2], [18, 4], [20, 4], [24, 4],
  [26, 4], [30, 4], [22, 6], [24, 6], [28, 6], [30, 6], [28, 7], [28, 8], [28, 8], [28, 9], [30, 9], [30, 10], [26, 12]];

/* Bytes that a version has in all, for data and correction. */
function qrBytes(version) {
  const marks = version > 1 ? Math.floor(version / 7) + 2 : 0;
  const bits = (16 * version + 128) * version + 64 - (marks ? (25 * marks - 10) * marks - 55 + (version > 6 ? 36 : 0) : 0);
  return Math.floor(bits / 8);
}

const qrTimes = (a, b) => { // in the field of 256 elements
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a);
  return product;
};

function qrCorrection(data, count) {
  const divisor = Array(count).fill(0);
  divisor[count - 1] = 1;
  for (let root = 1, power = 0; power < count; power++, root = qrTimes(root, 2))
    for (let at = 0; at < count; at++) divisor[at] = qrTimes(divisor[at], root) ^ (divisor[at + 1] ?? 0);
  const rest = Array(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    for (let at = 0; at < count; at++) rest[at] ^= qrTimes(divisor[at], factor);
  }
  return rest;
}

/* The smallest version for so many bytes, or none. */
function qrVersion(length) {
  for (let version = 1; version <= QR_BLOCKS.length; version++) {
    const [correction, blocks] = QR_BLOCKS[version - 1];
    if (length + (version < 10 ? 2 : 3) <= qrBytes(version) - correction * blocks) return version;
  }
  return 0;
}

function qrStream(bytes, version) {
  const [correction, count] = QR_BLOCKS[version - 1], all = qrBytes(version), room = all - correction * count;
  const size = version < 10 ? 8 : 16;
  const bits = [4, bytes.length, ...bytes].map((value, at) => value.toString(2).padStart(at ? (at > 1 ? 8 : size) : 4, "0")).join("");
  const data = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0").match(/.{8}/g).map((byte) => parseInt(byte, 2));
  if (data.length > room) data.length = room;
  for (let pad = 0xec; data.length < room; pad ^= 0xfd) data.push(pad);
  const short = Math.floor(room / count), longer = room % count, blocks = [];
  for (let at = 0, block = 0; block < count; block++) {
    const part = data.slice(at, at += short + (block >= count - longer ? 1 : 0));
    blocks.push([part, qrCorrection(part, correction)]);
  }
  const stream = [];
  for (let at = 0; at <= short; at++) for (const [part] of blocks) if (at < part.length) stream.push(part[at]);
  for (let at = 0; at < correction; at++) for (const [, rest] of blocks) stream.push(rest[at]);
  return stream;
}

/* Rows of modules, true where dark; none for a text that is too long. */
function qrCode(text) {
  const bytes = new TextEncoder().encode(text), version = qrVersion(bytes.length);
  if (!version) return null;
  const size = 17 + 4 * version, rows = Array.from({ length: size }, () => Array(size)), far = (x, y) => Math.max(Math.abs(x), Math.abs(y));
  const set = (x, y, dark) => { if (rows[y] && x >= 0 && x < size) rows[y][x] = dark; };
  for (let at = 0; at < size; at++) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]])
    for (let down = -4; down <= 4; down++)
      for (let right = -4; right <= 4; right++) set(x + right, y + down, ![2, 4].includes(far(right, down)));
  const marks = version > 1 ? Math.floor(version / 7) + 2 : 0, step = Math.ceil((4 * version + 4) / (2 * marks - 2)) * 2;
  const places = Array.from({ length: marks }, (_, at) => (at ? size - 7 - (marks - 1 - at) * step : 6));
  for (const x of places) for (const y of places) {
    if ((x < 8 && (y < 8 || y > size - 9)) || (x > size - 9 && y < 8)) continue;
    for (let down = -2; down <= 2; down++) for (let right = -2; right <= 2; right++) set(x + right, y + down, far(right, down) !== 1);
  }
  const format = 0b111011111000100; // level L, mask 0
  for (let bit = 0; bit < 15; bit++) {
    const dark = (format >> bit & 1) === 1;
    set(8, bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit, dark);
    set(bit < 8 ? size - 1 - bit : bit < 9 ? 7 : 14 - bit, 8, dark);
  }
  set(8, size - 8, true);
  if (version > 6) {
    let rest = version;
    for (let at = 0; at < 12; at++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    for (let bit = 0, all = version << 12 | rest; bit < 18; bit++) {
      const one = size - 11 + bit % 3, other = Math.floor(bit / 3), dark = (all >> bit & 1) === 1;
      set(one, other, dark); set(other, one, dark);
    }
  }
  const stream = qrStream(bytes, version);
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let at = 0; at < size; at++) for (const x of [right, right - 1]) {
      const y = (right + 1) & 2 ? at : size - 1 - at;
      if (rows[y][x] !== undefined) continue;
      rows[y][x] = ((stream[bit >> 3] >> (7 - (bit & 7)) & 1) ^ ((x + y) % 2 === 0 ? 1 : 0)) === 1;
      bit++;
    }
  }
  return rows;
}
