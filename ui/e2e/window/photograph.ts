/** A picture with as many colours as a photograph has, made here: hills under a sky, and grain. */
import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

/** Writes a PNG file of that size, in pixels. */
export function writePhotograph(file: string, width: number, height: number): void {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // eight bits each of red, green, blue
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const data = deflateSync(rows(width, height), { level: 1 });
  writeFileSync(
    file,
    Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]),
  );
}

function rows(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(height * (1 + width * 3));
  let at = 0;
  let grain = 1;
  for (let y = 0; y < height; y += 1) {
    bytes[at++] = 0; // no filter
    for (let x = 0; x < width; x += 1) {
      const horizon = height * (0.6 + 0.1 * Math.sin((x / width) * 7));
      const [red, green, blue] =
        y < horizon ? [120 + (y / height) * 120, 170, 225] : [70 + (x / width) * 60, 130, 60];
      grain = (grain * 1_103_515_245 + 12_345) % 2_147_483_648;
      const shade = (grain / 2_147_483_648) * 24 - 12;
      bytes[at++] = red + shade;
      bytes[at++] = green + shade;
      bytes[at++] = blue + shade;
    }
  }
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
