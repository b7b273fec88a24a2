import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { at, refusal } from "./records";

/** The account of Mary at a portal, in memory. */
export function portalCommands(onChanged: () => void) {
  let account: V.PortalAccountView | null = null;
  const put = (changed: V.PortalAccountView) => {
    account = changed;
    onChanged();
    return changed;
  };
  const there = () => {
    if (account === null) throw refusal("notFound");
    return account;
  };
  const commands = {
    inviteToPortal: async ({ shows }) => ({
      account: put({
        id: "pa1",
        seen: "1",
        status: "invited",
        shows,
        invitedAt: at("10:00"),
        expiresAt: at("10:00", "2026-11-27"),
        activatedAt: null,
        lastAccess: null,
        by: "Abena Mensah",
      }),
      activationToken: "0123-4567-89AB-CDEF-GHJK-MNPQ-RS",
      verificationToken: "TVWX-YZ01-2345-6789",
    }),
    changePortalAccount: async ({ status, seen }) => put({ ...there(), status, seen: `${seen}+` }),
    choosePortalContents: async ({ form, seen }) => put({ ...there(), shows: form, seen: `${seen}+` }),
  } satisfies Partial<Clinic>;
  return { commands, view: (): V.Portal => ({ state: account?.status ?? "none", account }) };
}
