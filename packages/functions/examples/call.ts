// Calls a deployed Python function. Broker and catalog are those of the last `celeriac deploy`.
import { connect } from '@celeriac/functions';

await using functions = await connect();
console.log(await functions.call('Demo:add', { x: 1, y: 2 }));
