import { pointsOfRow } from '@frontrow/contract/chart/geometry';
import type { Stage as StageNode } from 'konva/lib/Stage';
import { createRef } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Circle, Layer, Stage } from 'react-konva';
import { seatsOf } from './contestant.ts';

const stage = createRef<StageNode>();

/** React Konva with a node for each seat, as its users write it. */
globalThis.contestant = {
  open(chart, availability, element) {
    const scale = Math.min(element.clientWidth / chart.width, element.clientHeight / chart.height);
    const sections = seatsOf(chart, availability, (row) =>
      pointsOfRow(
        { ...row, aisleAfter: row.aisleAfter.map((place) => place - row.firstPlace) },
        chart.focus,
      ),
    );
    flushSync(() =>
      createRoot(element).render(
        <Stage
          ref={stage}
          width={element.clientWidth}
          height={element.clientHeight}
          scaleX={scale}
          scaleY={scale}
          draggable
        >
          <Layer>
            {sections.flatMap(({ seats }) =>
              seats.map(({ place, x, y, isFree }) => (
                <Circle
                  key={place}
                  x={x}
                  y={y}
                  radius={10}
                  fill={isFree ? '#4946c8' : '#b9bab6'}
                  onClick={() => {}}
                />
              )),
            )}
          </Layer>
        </Stage>,
      ),
    );
    stage.current?.draw();
  },
  zoom() {
    const node = stage.current;
    if (!node) return;
    const [width, height] = [node.width(), node.height()];
    node.scale({ x: node.scaleX() * 2, y: node.scaleY() * 2 });
    node.position({ x: -width / 2, y: -height / 2 });
    node.draw();
  },
  position: () => JSON.stringify(stage.current?.position()),
};
