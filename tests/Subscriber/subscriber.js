import amqp from 'amqplib';

const connection = await amqp.connect(process.env.AMQP_URL); // ./clockit status --json lists it as "messaging"
const channel = await connection.createChannel();
await channel.assertExchange('clockit.events', 'topic', { durable: true });
await channel.assertQueue('my-service', { durable: true });
await channel.bindQueue('my-service', 'clockit.events', 'live.*');
await channel.consume('my-service', (message) => {
  const { routingKey } = message.fields;
  const { headers } = message.properties;
  const event = JSON.parse(message.content.toString());
  console.log(JSON.stringify({ routingKey, headers, event }));
  channel.ack(message);
});
