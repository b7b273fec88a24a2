import { Alert, Button, createTheme, type CSSVariablesResolver, Input, Modal, rem } from "@mantine/core";
import { setNonce } from "get-nonce";
import { dark, light, type Tokens, tones, TONES } from "./tokens";

const height = (size: unknown) => rem(size === "md" || size === "lg" ? 36 : size === "xs" ? 28 : 32);

/** Type, spacing and shape for every component; colours follow below. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', Inter, system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
  lineHeights: { xs: "1.334", sm: "1.385", md: "1.429", lg: "1.5", xl: "1.4" },
  fontWeights: { regular: "400", medium: "500", semibold: "600", bold: "600" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: rem(20), lineHeight: "1.4" },
      h2: { fontSize: rem(16), lineHeight: "1.5" },
      h3: { fontSize: rem(14), lineHeight: "1.429" },
    },
  },
  spacing: { xs: rem(4), sm: rem(8), md: rem(12), lg: rem(16), xl: rem(24) },
  radius: { xs: rem(4), sm: rem(4), md: rem(6), lg: rem(8), xl: rem(8) },
  defaultRadius: "md",
  primaryColor: "cyan",
  // the library's greys in the blue tint of our page and panels, from text to background
  colors: {
    dark: [
      dark.text,
      "#C3CCD5",
      dark.muted,
      dark.control,
      "#4A5561",
      dark.hairline,
      dark.hover,
      dark.panel,
      dark.page,
      "#14181D",
    ],
  },
  primaryShade: 9,
  focusRing: "auto",
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: Button.extend({
      defaultProps: { size: "sm" },
      vars: (_theme, props) => ({
        root: {
          "--button-height": height(props.size),
          "--button-padding-x": rem(String(props.size).startsWith("compact") ? 8 : 12),
          "--button-fz": rem(14),
        },
      }),
    }),
    Input: Input.extend({
      vars: (_theme, props) => ({ wrapper: { "--input-height": height(props.size), "--input-fz": rem(14) } }),
    }),
    // "warn" is our own tone, which the library does not know; its own yellow and grey are too pale to read
    Alert: Alert.extend({
      vars: (_theme, { color }) => ({
        root:
          color === "warn" || color === "yellow"
            ? { "--alert-bg": "var(--nv-warn-ground)", "--alert-color": "var(--nv-warn-text)" }
            : color === "gray"
              ? { "--alert-bg": "var(--nv-none-ground)", "--alert-color": "var(--nv-none-text)" }
              : {},
      }),
    }),
    // the header of a dialog must not be a second banner landmark
    Modal: Modal.extend({
      defaultProps: {
        attributes: { header: { role: "presentation" } },
        size: rem(480),
        centered: true,
        radius: "lg",
        // one that is over takes no keys any more
        transitionProps: { duration: 100, exitDuration: 0 },
      },
    }),
    Menu: {
      defaultProps: {
        shadow: "md",
        transitionProps: { duration: 80 },
        position: "bottom-end",
        // the first item takes the focus: a placeholder that only takes the focus is invalid inside of a menu
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 80 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 80 } } },
    SegmentedControl: { defaultProps: { transitionDuration: 100 } },
    Paper: { defaultProps: { radius: "lg", withBorder: true } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: rem(28) } },
    Notification: { defaultProps: { withCloseButton: false } },
    Table: { defaultProps: { highlightOnHover: true, withRowBorders: true } },
  },
});

const named = (tokens: Tokens, tone: "light" | "dark"): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--nv-${name}`, value])),
  ...Object.fromEntries(
    TONES.flatMap((name) => [
      [`--nv-${name}-text`, tones[name][tone].text],
      [`--nv-${name}-ground`, tones[name][tone].ground],
    ]),
  ),
  "--mantine-color-body": tokens.page,
  "--mantine-color-text": tokens.text,
  "--mantine-color-dimmed": tokens.muted,
  "--mantine-color-placeholder": tokens.muted,
  "--mantine-color-default": tokens.panel,
  "--mantine-color-default-hover": tokens.hover,
  "--mantine-color-default-color": tokens.text,
  "--mantine-color-default-border": tokens.control,
  "--mantine-color-anchor": tokens.accent,
  "--mantine-color-error": tones.bad[tone].text,
  "--mantine-color-disabled": tokens.hover,
  "--mantine-color-disabled-color": tokens.muted,
  "--mantine-color-disabled-border": tokens.hairline,
  "--mantine-primary-color-filled": "#0B7285",
  "--mantine-primary-color-filled-hover": "#095F6F",
  "--mantine-primary-color-light": tokens.selected,
  "--mantine-primary-color-light-hover": tokens.selected,
  "--mantine-primary-color-light-color": tokens.accent,
  // the lighter shade that a button would take under the pointer is too light for white words
  "--mantine-color-cyan-filled-hover": "#095F6F",
  "--mantine-color-cyan-text": tokens.accent,
  "--mantine-color-cyan-light": tokens.selected,
  "--mantine-color-cyan-light-hover": tokens.selected,
  "--mantine-color-cyan-light-color": tokens.accent,
  "--mantine-color-cyan-outline-hover": tokens.selected,
  "--mantine-color-gray-text": tokens.muted,
  "--mantine-color-gray-light-color": tokens.muted,
  "--mantine-color-gray-light": tones.none[tone].ground,
  "--mantine-color-gray-light-hover": tones.none[tone].ground,
  "--mantine-color-red-light": tones.bad[tone].ground,
  "--mantine-color-red-light-hover": tones.bad[tone].ground,
  "--mantine-color-red-light-color": tones.bad[tone].text,
});

/** Every colour of the design in both themes, under names that style sheets use. */
export const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: named(light, "light"),
  dark: named(dark, "dark"),
});

/** The nonce under which the content security policy accepts styles that are added while running. */
export function styleNonce(): string {
  return document.querySelector<HTMLStyleElement>("style#nonce")?.nonce ?? "";
}

/** Hands the nonce to the scroll lock under dialogs, which asks for it in its own way. */
export function shareStyleNonce(): void {
  const nonce = styleNonce();
  if (nonce !== "") setNonce(nonce);
}
