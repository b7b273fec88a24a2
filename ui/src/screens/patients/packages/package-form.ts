import type { Leavable } from "../../../ipc/use-leave";
import type { PackageForm } from "../../../ipc/views";
import { dayOrText } from "../../../words/time";

/** A package as it is typed. */
export interface TypedPackage {
  sessions: string;
  validUntil: string;
  note: string;
}

export const NO_PACKAGE: TypedPackage = { sessions: "", validUntil: "", note: "" };

/** A sale as it is typed; its service by the id. */
export interface TypedSale extends TypedPackage, Leavable {
  serviceId: string;
  price: string;
  isBilled: boolean;
}

export const NO_SALE: TypedSale = { ...NO_PACKAGE, serviceId: "", price: "", isBilled: true, isLeft: false };

/** Returns the form to send: a day that cannot be read is sent as it is, and is refused. */
export function toForm({ sessions, validUntil, note }: TypedPackage): PackageForm {
  return { sessions, validUntil: dayOrText(validUntil), note };
}
