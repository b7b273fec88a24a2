/** Makes each value once, by what it is asked with: texts, numbers and plain options, of which there are few. */
export function memoised<Asked extends unknown[], Made>(make: (...asked: Asked) => Made): (...asked: Asked) => Made {
  const made = new Map<string, Made>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    let value = made.get(key);
    if (value === undefined) {
      value = make(...asked);
      made.set(key, value);
    }
    return value;
  };
}
