-- What the pages and the back office of the shop send.

-- request: product_page
-- weight: 120
-- $product: 1 + floor((SELECT max(id) FROM products) * power(random(), 2))

-- statement: product_by_id
SELECT id, sku, name, description, price, attributes, stock FROM products WHERE id = $product AND deleted_at IS NULL;

-- statement: reviews_of_product
SELECT rating, body, created_at FROM reviews WHERE product_id = $product ORDER BY created_at DESC LIMIT 5;

-- request: range_page
-- weight: 18
-- $range: 1 + floor(160 * random())

-- statement: products_of_range
SELECT id, name, price FROM products WHERE category_id = $range AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 24;

-- request: search
-- weight: 18
-- $word: (ARRAY['copper', 'lantern', 'winter', 'guitar', 'velvet', 'harbour', 'record'])[1 + floor(7 * random())::integer]
-- $customer: 1 + floor((SELECT max(id) FROM customers) * random())

-- statement: search_by_name
SELECT id, name, price FROM products WHERE name ILIKE '%' || $word || '%' AND deleted_at IS NULL ORDER BY price LIMIT 24;

-- statement: log_search
INSERT INTO search_log (customer_id, terms, hits) VALUES ($customer, $word, 24);

-- request: full_text_search
-- weight: 4
-- $word: (ARRAY['copper lantern', 'winter coffee', 'guitar', 'paper garden', 'marble'])[1 + floor(5 * random())::integer]

-- statement: search_by_text
SELECT id, name, price FROM products
WHERE to_tsvector('english', name) @@ plainto_tsquery('english', $word) AND deleted_at IS NULL
ORDER BY id DESC LIMIT 24;

-- request: filter_by_attributes
-- weight: 12
-- $wanted: json_build_object('colour', (ARRAY['ochre', 'teal'])[1 + floor(2 * random())::integer], 'material', 'linen')

-- statement: products_by_attributes
SELECT id, name, price FROM products WHERE attributes @> $wanted::jsonb AND deleted_at IS NULL ORDER BY id LIMIT 24;

-- request: cart
-- weight: 30
-- $customer: 1 + floor((SELECT count(*) FROM carts) * power(random(), 2))
-- $product: 1 + floor((SELECT max(id) FROM products) * random())

-- statement: cart_of_customer
SELECT items FROM carts WHERE customer_id = $customer;

-- statement: save_cart
UPDATE carts SET items = jsonb_build_array(jsonb_build_object('product', $product::bigint, 'quantity', 1)), updated_at = now()
WHERE customer_id = $customer;

-- request: checkout
-- weight: 18
-- transaction
-- $customer: 1 + floor((SELECT max(id) FROM customers) * power(random(), 2))
-- $product: 1 + floor((SELECT max(id) FROM products) * random())
-- $reference: md5(random()::text)

-- statement: address_of_customer
SELECT id FROM addresses WHERE customer_id = $customer ORDER BY id LIMIT 1;

-- statement: insert_order
INSERT INTO orders (customer_id, address_id, total) VALUES ($customer, $address_of_customer.id, 49.90) RETURNING id;

-- statement: insert_item
INSERT INTO order_items (order_id, product_id, quantity, unit_price) VALUES ($insert_order.id, $product, 1, 49.90);

-- statement: insert_payment
INSERT INTO payments (order_id, provider, provider_reference, amount, response)
VALUES ($insert_order.id, 'card', $reference, 49.90, '{"status": "captured"}');

-- statement: take_from_stock
UPDATE products SET stock = greatest(stock - 1, 0) WHERE id = $product;

-- Who orders most looks most: with fewer orders a page, one query each would be no N+1.
-- request: account
-- weight: 24
-- $customer: 1 + floor((SELECT max(id) FROM customers) * power(random(), 3))

-- statement: orders_of_customer
SELECT id, status, total, created_at FROM orders
WHERE customer_id = $customer AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 20;

-- One query an order: the page does not load them together.
-- statement: items_of_order
-- each: orders_of_customer
SELECT product_id, quantity, unit_price FROM order_items WHERE order_id = $orders_of_customer.id;

-- request: support
-- weight: 12
-- $customer: 1 + floor((SELECT max(id) FROM customers) * random())
-- $number: 700001 + floor((SELECT max(id) FROM customers) * random())
-- $order: 1 + floor((SELECT max(id) FROM orders) * random())

-- The driver sends the number as numeric: the column is cast, its index is of no use.
-- statement: customer_by_legacy_number
SELECT id, email, first_name, last_name FROM customers WHERE legacy_number = $number::numeric;

-- statement: customer_by_contact
SELECT id, email, phone FROM customers WHERE email = 'nobody@example.com' OR phone = '+49' || (1500000000 + $customer::bigint);

-- statement: payments_of_order
SELECT id, provider, amount, created_at FROM payments WHERE order_id = $order;

-- request: webhook
-- weight: 15
-- $order: 1 + floor((SELECT max(id) FROM orders) * random())

-- statement: payment_by_reference
SELECT id, order_id FROM payments WHERE provider_reference = md5('payment ' || $order);

-- request: order_desk
-- weight: 8
-- $days: floor(300 * random())

-- statement: orders_of_day
SELECT id, customer_id, total FROM orders WHERE date(created_at) = current_date - $days::integer AND deleted_at IS NULL;

-- statement: new_orders
SELECT id, customer_id, total FROM orders WHERE status = 'new' ORDER BY created_at LIMIT 50;

-- request: product_desk
-- weight: 5
-- $product: 1 + floor((SELECT max(id) FROM products) * random())

-- statement: is_product_sold
SELECT count(*) > 0 AS sold FROM order_items WHERE product_id = $product;

-- statement: contacts
SELECT email FROM customers WHERE deleted_at IS NULL AND created_at > now() - interval '20 days'
UNION
SELECT c.email FROM customers AS c JOIN reviews AS r ON r.customer_id = c.id WHERE r.created_at > now() - interval '20 days';

-- request: report
-- weight: 1

-- statement: sales_report
SELECT month, category, orders, amount FROM monthly_sales WHERE month >= date_trunc('month', now()) - interval '12 months'
ORDER BY month, amount DESC;

-- statement: buyers
SELECT DISTINCT c.id, c.email, c.first_name, c.last_name
FROM customers AS c JOIN orders AS o ON o.customer_id = c.id
WHERE o.created_at > now() - interval '400 days';

-- statement: best_sellers
SELECT p.id, p.name, (SELECT sum(i.quantity) FROM order_items AS i WHERE i.product_id = p.id) AS sold
FROM products AS p WHERE p.category_id = 3 AND p.deleted_at IS NULL ORDER BY p.id LIMIT 5;
