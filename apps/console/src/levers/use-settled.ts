import { useEffect, useState } from 'react';

const SETTLE_MILLISECONDS = 300;

/** A value once it has not changed for a moment: a forecast for each key that is pressed helps nobody. */
export function useSettled<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return JSON.parse(settled) as Value;
}
