import { fieldLengths } from "../../../ipc/bindings";
import { stayQueries } from "../../../ipc/stay-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { StayChoice, StayForm, StayView } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { useFormat, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";

/** A stay as it is typed; text that is empty is not recorded. */
export interface TypedStay {
  fromDay: string;
  department: string;
  room: string;
  bed: string;
  untilDay: string;
}

export const NO_STAY: TypedStay = { fromDay: "", department: "", room: "", bed: "", untilDay: "" };

/** Returns the editable fields of a stay, and nothing else. */
export function formOf({ departmentId, roomId, bed, fromDay, untilDay }: StayForm): StayForm {
  return { departmentId, roomId, bed, fromDay, untilDay };
}

/** Returns the form to send: a day that cannot be read is sent as it is, and is refused. */
export function toForm({ fromDay, department, room, bed, untilDay }: TypedStay): StayForm {
  const day = (text: string) => (text.trim() === "" ? null : (readDay(text) ?? text));
  return {
    departmentId: department || null,
    roomId: room || null,
    bed,
    fromDay: day(fromDay),
    untilDay: day(untilDay),
  };
}

/** Gives a stay as it is typed. */
export function useTyped(): (view: StayView) => TypedStay {
  const format = useFormat();
  const day = (day: string | null) => (day === null ? "" : format.day(day));
  return (view) => ({
    fromDay: day(view.fromDay),
    department: view.departmentId ?? "",
    room: view.roomId ?? "",
    bed: view.bed,
    untilDay: day(view.untilDay),
  });
}

/** Gives the inputs of a stay; what it has already is offered, too, when it is in use no longer. */
export function useStayFields(view: StayView | null = null): EditField<TypedStay>[] {
  const { stays } = useWords();
  const { fields } = stays;
  const choices = useClinicQuery(stayQueries.choices()).value;
  const options = (offered: StayChoice[] = [], id: string | null = null, name = "") => {
    const own = id === null || offered.some((one) => one.id === id) ? [] : [{ value: id, label: name }];
    const all = offered.map((one) => ({ value: one.id, label: one.name }));
    return [{ value: "", label: stays.anywhere }, ...own, ...all];
  };
  const day = (key: "fromDay" | "untilDay", takes: string) => ({
    key,
    label: fields[key],
    span: 2,
    lengthMax: 20,
    takes,
  });
  return [
    day("fromDay", stays.badFrom),
    day("untilDay", stays.badUntil),
    { key: "bed", label: fields.bed, span: 2, lengthMax: fieldLengths.stay.bed },
    {
      key: "department",
      label: fields.department,
      span: 3,
      words: options(choices?.departments, view?.departmentId, view?.site.department),
      takes: stays.badDepartment,
    },
    {
      key: "room",
      label: fields.room,
      span: 3,
      words: options(choices?.rooms, view?.roomId, view?.site.room),
      takes: stays.badRoom,
    },
  ];
}
