// What is read: the basket of a link each time, the merchant's profile once a minute.

import { timingSafeEqual } from 'node:crypto';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

const PROFILE_LIFE_MS = 60_000;
const ULID = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const client = new DynamoDBClient({});
const profiles = new Map();

async function get(table, key, projection) {
  const answer = await client.send(new GetItemCommand({
    TableName: table, Key: key, ConsistentRead: projection !== undefined, ProjectionExpression: projection,
  }));
  if (!answer.Item) throw new Error('there is no such item');
  return unmarshall(answer.Item);
}

function ulid(bytes) {
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let at = 0; at < 26; at += 1) {
    text = ULID[Number(number & 31n)] + text;
    number >>= 5n;
  }
  return text;
}

async function profile(id) {
  const known = profiles.get(id);
  if (known && known.until > Date.now()) return known.merchant;
  const key = { pk: { S: `MERCHANT#${id}` }, sk: { S: 'PROFILE' } };
  const merchant = await get(process.env.MERCHANTS_TABLE, key);
  profiles.set(id, { merchant, until: Date.now() + PROFILE_LIFE_MS });
  return merchant;
}

/** The basket, link and merchant of a link's token. */
export async function openLink(token) {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 32 || bytes.toString('base64url') !== token) throw new Error('no token');
  const key = { basket_id: { S: `bsk_${ulid(bytes.subarray(0, 16))}` } };
  const item = await get(process.env.BASKETS_TABLE, key, 'merchant_id, doc');
  const basket = item.doc;
  const secret = bytes.subarray(16);
  const link = basket.links.find((one) => timingSafeEqual(Buffer.from(one.secret, 'base64url'), secret));
  if (!link) throw new Error('no link has this token');
  return { basket, link, merchant: await profile(item.merchant_id) };
}
