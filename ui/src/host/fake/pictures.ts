/** Pictures for the fake host: files that a browser can open, and one that it draws. */
import type { Picture } from "../types";

export type Opened = Pick<Picture, "format" | "width" | "height" | "sent"> & { blob: Blob };

const SAMPLE = { width: 1120, height: 840 };

/** Rejects when the browser cannot open it. */
export async function openFile(file: File): Promise<Opened> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  const format = file.type.split("/").at(-1)?.toUpperCase() ?? "";
  return { format, width, height, sent: { width, height, bytes: file.size }, blob: file };
}

/** A landscape in the evening. */
export async function samplePicture(): Promise<Opened> {
  const canvas = document.createElement("canvas");
  canvas.width = SAMPLE.width;
  canvas.height = SAMPLE.height;
  const context = canvas.getContext("2d");
  if (context !== null) draw(context);
  const blob = await new Promise<Blob>((resolve, reject) => {
    canvas.toBlob((made) => {
      if (made === null) reject(new Error("no picture"));
      else resolve(made);
    }, "image/jpeg");
  });
  return { format: "JPEG", width: 4032, height: 3024, sent: { ...SAMPLE, bytes: 210_400 }, blob };
}

function draw(context: CanvasRenderingContext2D): void {
  const { width, height } = SAMPLE;
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, "#3d5a80");
  sky.addColorStop(0.55, "#f2b58f");
  sky.addColorStop(1, "#fbe3c3");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#fff1d6";
  context.beginPath();
  context.arc(760, 430, 70, 0, Math.PI * 2);
  context.fill();
  hill(context, "#7c6a8a", 520, 120, 310);
  hill(context, "#56506f", 610, 90, 220);
  hill(context, "#2f3a4f", 700, 60, 150);
}

function hill(
  context: CanvasRenderingContext2D,
  colour: string,
  top: number,
  rise: number,
  wave: number,
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(0, SAMPLE.height);
  for (let x = 0; x <= SAMPLE.width; x += 8) {
    context.lineTo(x, top - rise * Math.sin(x / wave) - (rise / 3) * Math.sin((x + top) / (wave / 3)));
  }
  context.lineTo(SAMPLE.width, SAMPLE.height);
  context.fill();
}
