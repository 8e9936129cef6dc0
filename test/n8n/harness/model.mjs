// A simulator of a chat model that speaks OpenAI's API: it calls the tools it is told to, one after the other, and then
// says what they answered. So an agent's tools are executed by n8n as with a real model, and no model is asked. Where it
// is offered no tool, it says what the test chose.
import { createServer } from 'node:http';

/**
 * @param {Array<{tool: string, args: object}>} calls `tool`: a part of the name under which n8n offers the tool
 * @param {(body: object) => string} [says] what is said to a request without tools
 * @returns {Promise<{url: string, requests: object[], close: () => Promise<void>}>}
 */
export async function startModel(calls, says = () => '') {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    requests.push(body);
    send(response, body, body.tools ? usingTools(body, calls) : { role: 'assistant', content: says(body) });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function usingTools(body, calls) {
  const answers = body.messages.filter(({ role }) => role === 'tool');
  return answers.length < calls.length ? calling(body, calls[answers.length], answers.length) : saying(answers);
}

function calling({ tools }, { tool, args }, index) {
  const { name } = tools.map((each) => each.function).find((each) => each.name.includes(tool));
  // The agent tells calls apart by their id, also two of the same tool.
  const call = { id: `call_${index}_${name}`, type: 'function', function: { name, arguments: JSON.stringify(args) } };
  return { role: 'assistant', content: null, tool_calls: [call] };
}

function saying(answers) {
  return { role: 'assistant', content: answers.map(({ content }) => content).join('\n') };
}

function send(response, { model, stream }, message) {
  const finish = message.tool_calls ? 'tool_calls' : 'stop';
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const answer = { id: 'chatcmpl-1', created: 1, model, usage };
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const choices = [{ index: 0, message, finish_reason: finish }];
    return response.end(JSON.stringify({ ...answer, object: 'chat.completion', choices }));
  }
  const delta = { ...message, tool_calls: message.tool_calls?.map((call, index) => ({ ...call, index })) };
  const chunk = (choice) => ({ ...answer, object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const each of [chunk({ delta, finish_reason: null }), chunk({ delta: {}, finish_reason: finish })])
    response.write(`data: ${JSON.stringify(each)}\n\n`);
  response.end('data: [DONE]\n\n');
}
