-- Drizzle: lower case, quoted names, values bound in order, joins with lateral JSON for relations.
-- bind: 12|1
select "id", "email", "role" from "users" where "users"."id" = $1 limit $2;
-- bind: admin|10|20
select "id", "email" from "users" where ("users"."role" = $1 and "users"."deleted_at" is null) order by "users"."created_at" desc limit $2 offset $3;
select "id", "name" from "accounts" where "accounts"."plan" in ('team', 'business') and "accounts"."active" = true order by "accounts"."name" limit 50;
-- bind: 3
select "users"."id", "data" from "users" left join lateral (select coalesce(json_agg(json_build_array("o"."id", "o"."number", "o"."total") order by "o"."id"), '[]'::json) as "data" from (select * from "orders" where "orders"."user_id" = "users"."id" order by "orders"."placed_at" desc limit 5) "o") "orders" on true where "users"."account_id" = md5('account' || $1)::uuid;
-- bind: 6
select "products"."id", count("order_lines"."id") from "products" left join "order_lines" on "order_lines"."product_id" = "products"."id" where "products"."category_id" = $1 group by "products"."id" having count("order_lines"."id") > 1;
select sum(case when "status" = 'paid' then "total" else 0 end) as "paid", sum(case when "status" = 'cancelled' then 1 else 0 end) as "lost" from "orders";
select count(case when "locked" then 1 end) as "locked", avg(case when "role" = 'admin' then 1.0 else 0.0 end) as "admins" from "users";
select coalesce("colour", 'none') as "colour", count(*) from "projects" group by coalesce("colour", 'none') order by 2 desc;
select case when "kind" = 'view' then 'passive' else 'active' end as "group", count(*) from "events" group by case when "kind" = 'view' then 'passive' else 'active' end;
select "day", "revenue", sum("revenue") over (partition by "account_id" order by "day" rows between 6 preceding and current row) from "daily_totals" where "day" between '2026-01-10' and '2026-02-10' order by "day";
select "day", "revenue" - lag("revenue", 1, 0::numeric) over (order by "day") as "change" from "daily_totals" where "account_id" = md5('account5')::uuid;
select "day", "revenue" - lag("revenue", 7, 0) over (partition by "account_id" order by "day") as "change" from "daily_totals" where "day" > '2026-01-20';
-- bind: Comment|2|3
insert into "comments" ("id", "subject_type", "subject_id", "user_id", "body", "edited", "created_at") values (default, $1, $2, $3, 'text', default, default) returning "id";
insert into "jobs" ("queue", "state", "run_at", "args", "unique_key") values ('mail', 'queued', now() + interval '5 minutes', '{"id": 9}', 'welcome-9') on conflict ("unique_key") where state = 'queued' do nothing returning "id";
insert into "jobs" ("queue", "state", "run_at", "unique_key") select 'slow', 'queued', now(), 'account-' || "slug" from "accounts" where "plan" = 'free' limit 10 on conflict do nothing;
-- bind: shipped|44
update "orders" set "status" = $1, "shipped_on" = current_date where "orders"."id" = $2 returning "id", "status";
update "orders" set "metadata" = "orders"."metadata" || '{"seen": true}'::jsonb, "lock_version" = "orders"."lock_version" + 1 where "orders"."id" = 45;
update "orders" set "metadata" = jsonb_set(coalesce("metadata", '{}'), '{flags,checked}', 'true', true) where "orders"."number" = 'O-46';
update "tasks" set "rank" = "v"."rank"::numeric from (values (1, 10.5), (2, 20.5), (3, 30.5)) as "v"("id", "rank") where "tasks"."id" = "v"."id";
update "users" set "score" = greatest("score" - 5, 0), "tags" = array_remove("tags", 't3') where "users"."last_sign_in_at" < now() - interval '2 years';
delete from "bookings" where "bookings"."room" = 39 and lower("bookings"."during") < '2026-03-01 12:00';
delete from "order_lines" where "order_lines"."id" in (select "id" from "order_lines" where "quantity" = 4 order by "id" limit 3) returning "order_id";
-- bind: 2026-01-20 00:00:00|300|20
select "id", "placed_at" from "orders" where ("placed_at", "id") < ($1, $2) order by "placed_at" desc, "id" desc limit $3;
select "id", "title" from "products" where "products"."title" ilike 'product 12%' and not "products"."archived" limit 10;
select "id" from "products" where "products"."related" @> array[4] and "products"."price" < 100;
select "id" from "products" where "products"."tags"::text[] @> array['tag1', 'tag2'];
select "id", "name" from "users" where "users"."tags" <@ array['t1', 't2', 't3'] limit 10;
select distinct "kind" from "events" where "ip" << '10.0.7.0/24'::inet;
select "id" from "users" where "users"."last_ip" <<= '10.0.9.0/24' order by "id" limit 5;
-- bind: 30
select "id" from "events" where "happened_at" > now() - make_interval(days => $1::int) and "processed" = false order by "happened_at" limit 100;
select "id" from "events" where "duration" > interval '40 seconds' and "happened_at" >= '2026-02-03'::timestamptz;
select "t"."id", "t"."title", "p"."name", "u"."name" from "tasks" "t" inner join "projects" "p" on "p"."id" = "t"."project_id" left join "users" "u" on "u"."id" = "t"."assignee_id" where "p"."archived" = false and "t"."state" = 'doing' and "t"."labels" @> '{label3}' order by "t"."rank" limit 20;
with "top" as (select "user_id", sum("total") as "spent" from "orders" group by "user_id" order by "spent" desc limit 10) select "users"."email", "top"."spent" from "top" inner join "users" on "users"."id" = "top"."user_id";
with "s" as (select 5 as "lower", 50 as "upper") select "p"."id" from "products" "p", "s" where "p"."stock" between "s"."lower" and "s"."upper" limit 10;
(select "id", 'order' as "type", "placed_at" as "at" from "orders" where "user_id" = 8) union all (select "id", 'event', "happened_at" from "events" where "user_id" = 8) order by "at" desc limit 20;
select "id", 0 as "level" from "categories" where "parent_id" is null union select "id", 1 from "categories" where "parent_id" = 1;
select exists (select 1 from "orders" where "number" = 'O-7' and "status" <> 'cancelled');
select "u"."id" from "users" "u" where "u"."email" = any(array['user1@example.com', 'user2@example.com']::citext[]) for update;
