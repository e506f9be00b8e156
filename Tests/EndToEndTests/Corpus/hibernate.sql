-- Hibernate: aliases u1_0, fetch first, bound values, criteria with 1=1, bulk HQL, native queries.
-- bind: 5
select u1_0.id,u1_0.email,u1_0.name,u1_0.role from users u1_0 where u1_0.id=$1;
-- bind: paid|20
select o1_0.id,o1_0.number,o1_0.total from orders o1_0 where o1_0.status=$1::order_status order by o1_0.placed_at desc fetch first $2 rows only;
-- bind: 40|20
select p1_0.id,p1_0.title from products p1_0 where p1_0.archived=false order by p1_0.id offset $1 rows fetch first $2 rows only;
select p1_0.id,p1_0.title from products p1_0 where 1=1 and p1_0.price>=10 and p1_0.price<=20 order by p1_0.price asc offset 20 rows fetch next 10 rows only;
-- bind: 7
select l1_0.order_id,l1_0.id,l1_0.product_id,p1_0.id,p1_0.title from order_lines l1_0 left join products p1_0 on p1_0.id=l1_0.product_id where l1_0.order_id=$1;
select o1_0.id from orders o1_0 where o1_0.user_id in (1,2,3,4,5) and (o1_0.note is null or o1_0.note<>'');
select count(*) from users u1_0 where u1_0.role='admin' and (u1_0.locked=false or u1_0.locked is null);
select distinct o1_0.id,o1_0.total,l1_0.quantity from orders o1_0 join order_lines l1_0 on o1_0.id=l1_0.order_id where l1_0.unit_price>295;
-- bind: USER 10%
select u1_0.id from users u1_0 where upper(u1_0.name) like $1 escape '' order by u1_0.id fetch first 10 rows only;
select u1_0.id from users u1_0 where lower(u1_0.name) like ('%'||lower('ser 55')||'%');
select u1_0.id from users u1_0 where u1_0.name like concat('User 3', '%') escape '\';
select extract(month from o1_0.placed_at),sum(o1_0.total) from orders o1_0 where extract(year from o1_0.placed_at)=2026 group by extract(month from o1_0.placed_at);
select coalesce(sum(o1_0.total),0) from orders o1_0 where o1_0.account_id='5f0c1a2e-0000-4000-8000-000000000001';
select o1_0.status,count(o1_0.id),sum(case when o1_0.total>100 then 1 else 0 end) from orders o1_0 group by o1_0.status having count(o1_0.id)>1 order by 2 desc;
select cast(count(*) as integer),cast(avg(p1_0.price) as numeric(10,2)) from products p1_0 where p1_0.category_id=12;
-- bind: 5f0c1a2e-0000-4000-8000-000000000001|Ann|ann77@example.com|member
insert into users (account_id,name,email,role) select a.id,$2,$3,$4 from accounts a where a.slug='account-9' and a.id<>$1::uuid;
-- bind: 17
select nextval('orders_id_seq'), o.id from orders o where o.id=$1;
insert into comments (subject_type,subject_id,user_id,body,created_at,id) values ('Task',4,5,'x',localtimestamp,nextval('comments_id_seq'));
-- bind: 4|2.5|77|0
update order_lines set quantity=$1,discount=$2 where id=$3 and $4=0;
update tasks t1_0 set priority=(t1_0.priority+1),state='doing' where t1_0.due_on<current_date-30 and t1_0.state='todo' and t1_0.id<200;
-- bind: 888888
delete from payments where id=md5('x'||$1)::uuid;
delete from order_lines l1_0 where l1_0.order_id=11999 and exists(select 1 from orders o1_0 where o1_0.id=l1_0.order_id and o1_0.status='cancelled');
select u1_0.id from users u1_0 where exists(select 1 from orders o1_0 where o1_0.user_id=u1_0.id and o1_0.total>3900) order by u1_0.id fetch first 5 rows only;
select u1_0.id,(select max(o1_0.total) from orders o1_0 where o1_0.user_id=u1_0.id) from users u1_0 where u1_0.created_at>'2025-06-04 00:00:00' order by u1_0.created_at fetch first 5 rows with ties;
select j1_0.id from jobs j1_0 where j1_0.state='queued' and j1_0.run_at<=localtimestamp order by j1_0.priority,j1_0.run_at fetch first 1 rows only for no key update skip locked;
select b1_0.id from bookings b1_0 where b1_0.starts_at between time '09:00' and time '11:00' and b1_0.room=7;
select o1_0.id from orders o1_0 where o1_0.placed_at>timestamp with time zone '2026-01-20 00:00:00+00' and o1_0.shipped_on=date '2026-02-03';
select t1_0.id from tasks t1_0 where t1_0.created_at<(current_timestamp - interval '7' day) and t1_0.estimate>interval '20' hour fetch first 10 rows only;
select t1_0.id,row_number() over(partition by t1_0.project_id order by t1_0.rank desc) from tasks t1_0 where t1_0.state in ('todo','doing') order by t1_0.id offset 0 rows fetch first 10 rows only;
select e1_0.kind,listagg.names from (select e.kind, string_agg(distinct e.payload->>'page', ', ' order by e.payload->>'page') as names from events e where e.happened_at>='2026-02-04' group by e.kind) listagg join (values ('view'),('click')) e1_0(kind) on e1_0.kind=listagg.kind;
select u1_0.id from users u1_0 join (values (3, 'a'), (4, 'b'), (5, 'c')) v(id, label) on v.id=u1_0.id;
select a1_0.plan,count(*) from accounts a1_0 where a1_0.seats between 5 and 20 and a1_0.trial_ends_on is not null group by rollup(a1_0.plan);
select substring(u1_0.email::text from position('@' in u1_0.email::text)+1) as domain,count(*) from users u1_0 group by substring(u1_0.email::text from position('@' in u1_0.email::text)+1);
select trim(both ' ' from u1_0.name),overlay(u1_0.name placing 'X' from 1 for 2) from users u1_0 where char_length(u1_0.name)>8 fetch first 5 rows only;
select mod(u1_0.id,10),count(*) from users u1_0 group by mod(u1_0.id,10) order by mod(u1_0.id,10);
select p1_0.id from payments p1_0 where (p1_0.kind,p1_0.state) in (('card',1),('debit',2)) and p1_0.captured_at<localtimestamp order by p1_0.captured_at desc fetch first 20 rows only;
merge into daily_totals d using (select o.account_id, o.placed_at::date as day, count(*) as n, sum(o.total) as s from orders o where o.placed_at >= '2026-01-25' and o.status = 'paid' group by 1, 2) x on d.account_id = x.account_id and d.day = x.day when matched then update set orders = x.n, revenue = x.s + 0 when not matched then insert (account_id, day, orders, revenue) values (x.account_id, x.day, x.n, x.s);
