-- At scale 1: 300,000 customers, 220,000 products, 800,000 orders, 2,000,000 order items, 800,000 payments.

-- step: customers
SELECT setseed(0.31);
INSERT INTO customers (email, phone, first_name, last_name, notes, legacy_number, created_at, deleted_at)
SELECT
    lower(pg_temp.first_name(i) || '.' || pg_temp.last_name(i)) || i || '@example.com',
    CASE WHEN random() < 0.7 THEN '+49' || 1500000000 + i END,
    pg_temp.first_name(i),
    pg_temp.last_name(i),
    CASE WHEN random() < 0.5 THEN left(body, 250) END,
    700000 + i,
    pg_temp.moment(1500, 1.5),
    CASE WHEN random() < 0.02 THEN pg_temp.moment(600, 1) END
FROM generate_series(1, pg_temp.scaled(300000)) AS i JOIN paragraphs ON paragraphs.id = 1 + i % 1000
ORDER BY i;

INSERT INTO addresses (customer_id, street, city, postcode, country)
SELECT i, pg_temp.last_name(i * 32) || ' Street ' || i % 200, 'Town ' || pg_temp.skewed(800, 2), (10000 + i % 80000)::text,
    (ARRAY['DE', 'DE', 'DE', 'AT', 'CH', 'NL', 'FR'])[pg_temp.skewed(7, 2)]
FROM generate_series(1, pg_temp.scaled(300000)) AS i;

-- step: products
SELECT setseed(0.32);
INSERT INTO product_categories (parent_id, name)
SELECT CASE WHEN i > 12 THEN 1 + i % 12 END, 'Range ' || i FROM generate_series(1, 160) AS i;

INSERT INTO products (category_id, sku, name, description, price, attributes, stock, created_at, deleted_at)
SELECT
    pg_temp.skewed(160, 2),
    'SKU-' || lpad(i::text, 8, '0'),
    title || ' ' || i,
    left(body, 350),
    round((2 + 400 * power(random(), 3))::numeric, 2)::money,
    jsonb_build_object(
        'colour', (ARRAY['black', 'white', 'grey', 'blue', 'red', 'green', 'ochre', 'teal'])[pg_temp.skewed(8, 2)],
        'material', (ARRAY['cotton', 'steel', 'wood', 'wool', 'glass', 'linen'])[pg_temp.skewed(6, 1.5)],
        'weight_grams', pg_temp.skewed(9000, 3)),
    pg_temp.skewed(400, 2) - 1,
    pg_temp.moment(1200, 1),
    CASE WHEN random() < 0.06 THEN now() - interval '40 days' END
FROM generate_series(1, pg_temp.scaled(220000)) AS i JOIN paragraphs ON paragraphs.id = 1 + i * 13 % 1000
ORDER BY i;

INSERT INTO coupons (code, percent, valid_until)
SELECT 'SAVE-' || i, 5 + i % 6 * 5, current_date + i FROM generate_series(1, 90) AS i;

-- step: orders
SELECT setseed(0.33);
INSERT INTO orders (customer_id, address_id, status, total, created_at, deleted_at)
SELECT customer, customer, status, total, created_at, CASE WHEN chance < 0.01 THEN created_at + interval '2 days' END
FROM (
    SELECT i, pg_temp.skewed(pg_temp.scaled(300000), 2) AS customer, random() AS chance,
        CASE WHEN i > 0.998 * pg_temp.scaled(800000) THEN 'new'
            ELSE (ARRAY['delivered', 'returned', 'cancelled', 'shipped'])[pg_temp.skewed(4, 6)] END AS status,
        round((5 + 300 * power(random(), 2))::numeric, 2) AS total,
        pg_temp.steadily(i, pg_temp.scaled(800000), 1000) AS created_at
    FROM generate_series(1, pg_temp.scaled(800000)) AS i
) AS drawn
ORDER BY i;

-- step: order items
SELECT setseed(0.34);
INSERT INTO order_items (order_id, product_id, quantity, unit_price)
SELECT i, pg_temp.skewed(pg_temp.scaled(220000), 2.5), pg_temp.skewed(6, 3), round((2 + 150 * power(random(), 2))::numeric, 2)
FROM generate_series(1, pg_temp.scaled(800000)) AS i, generate_series(0, i * 7 % 11 % 4) AS line;

-- step: payments
SELECT setseed(0.35);
INSERT INTO payments (order_id, provider, provider_reference, amount, response, created_at)
SELECT i, provider, md5('payment ' || i), amount,
    json_build_object('status', 'captured', 'provider', provider, 'amount', amount, 'attempt', 1),
    pg_temp.steadily(i, pg_temp.scaled(800000), 1000)
FROM (
    SELECT i, (ARRAY['card', 'card', 'wallet', 'transfer'])[pg_temp.skewed(4, 1.5)] AS provider,
        round((5 + 300 * power(random(), 2))::numeric, 2) AS amount
    FROM generate_series(1, pg_temp.scaled(800000)) AS i
) AS drawn
ORDER BY i;

-- step: reviews, carts and the log of searches
SELECT setseed(0.36);
INSERT INTO reviews (product_id, customer_id, rating, body, created_at)
SELECT pg_temp.skewed(pg_temp.scaled(220000), 2), pg_temp.skewed(pg_temp.scaled(300000), 1.5), 6 - pg_temp.skewed(5, 3),
    left(body, 40 + i % 260), pg_temp.moment(900, 1)
FROM generate_series(1, pg_temp.scaled(250000)) AS i JOIN paragraphs ON paragraphs.id = 1 + i * 11 % 1000
ORDER BY i;

INSERT INTO carts (customer_id, items)
SELECT i, jsonb_build_array(jsonb_build_object('product', pg_temp.skewed(pg_temp.scaled(220000), 2), 'quantity', 1))
FROM generate_series(1, pg_temp.scaled(280000)) AS i;

INSERT INTO search_log (searched_at, customer_id, terms, hits)
SELECT pg_temp.moment(60, 1), pg_temp.skewed(pg_temp.scaled(300000), 2), left(title, 24), pg_temp.skewed(90, 3) - 1
FROM generate_series(1, pg_temp.scaled(300000)) AS i JOIN paragraphs ON paragraphs.id = 1 + i % 1000
ORDER BY i;

-- step: indexes
SELECT pg_temp.build_indexes();

-- step: vacuum
VACUUM (ANALYZE) customers, addresses, product_categories, products, coupons, orders, order_items, payments, reviews, carts, search_log;

-- step: a year of carts
-- Autovacuum is off for carts: each change since has left a dead row.
UPDATE carts SET items = items || '{"product": 7, "quantity": 2}', updated_at = now() - interval '2 days';

-- step: an index left invalid
-- What a CREATE UNIQUE INDEX CONCURRENTLY that met a duplicate leaves behind.
CREATE INDEX payments_provider_reference_key ON payments (provider_reference, provider);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'payments_provider_reference_key'::regclass;
