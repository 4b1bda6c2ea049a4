// A photograph on its way to the server: made small on the device where the browser can, sent as it is where it cannot.
import { newKey } from "../outbox.js";

const LONGEST_SIDE = 1600;
const PATIENCE = 60_000;

/** Says what becomes of it in the line for everybody; the form stays filled in until the server has the picture. */
export async function sendPicture(form, { code, tell, fault, texts }) {
  const { picture, text } = form.elements;
  const [file] = picture.files;
  if (form.dataset.busy) return;
  if (!file || !text.value.trim()) return fault(file ? text : picture, file ? texts.empty : form.dataset.empty);
  form.dataset.busy = "true";
  tell(form.dataset.sending);
  const { ok, message } = await post(form, code, await shrunk(file).catch(() => file)).catch(() => ({}));
  delete form.dataset.busy;
  tell(ok ? form.dataset.taken : (message ?? form.dataset.failed));
  const shown = document.getElementById(picture.id)?.form ?? form;
  if (ok) shown.reset();
}

async function post(form, code, picture) {
  const body = new FormData(form);
  body.set("picture", picture, "picture");
  body.set("key", (form.dataset.key ??= newKey()));
  const patience = AbortSignal.timeout?.(PATIENCE);
  const answer = await fetch(`/c/${code}/pictures`, { method: "POST", body, headers: { accept: "application/json" }, signal: patience });
  if (answer.status < 500) delete form.dataset.key; // an answer, if only a no: the next try is a new one
  return answer.json();
}

async function shrunk(file) {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject()), "image/jpeg", 0.85));
}
