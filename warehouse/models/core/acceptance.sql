-- The region a measurement must lie in for a claim to hold; from its figure and hedge alone.
--
-- grain: claim_id
--
-- claim_id        the claim
-- accepted_low    lower end, included; null for none; dates as a year with fraction
-- accepted_high   upper end, included; null for none
-- accepted        the region in words
with margin as (
    select
        claim.claim_id,
        claim.kind,
        claim.asserted,
        claim.asserted_low,
        claim.asserted_high,
        hedge.side,
        bound.low as bound_low,
        bound.high as bound_high,
        case
            when claim.kind in ('crossing', 'date') then coalesce(hedge.days_margin / 365.25, 0)
            else coalesce(
                hedge.digits_margin * claim.last_digit,
                case when claim.kind in ('share', 'change', 'slope') then hedge.share_margin
                    else hedge.ratio_margin * claim.asserted_low end,
                0
            ) end as width
    from claim
    join hedge on hedge.hedge = claim.hedge
    left join hedge_bound as bound on bound.hedge = claim.hedge and bound.kind = claim.kind
),
region as (
    select
        claim_id,
        kind,
        asserted,
        case
            when kind = 'order' then 1
            when side <> 'at most' then coalesce(asserted_low, bound_low) - width end as low,
        case
            when kind = 'order' then null
            when side <> 'at least' then coalesce(asserted_high, bound_high) + width end as high
    from margin
),
clamped as (
    select
        claim_id,
        kind,
        asserted,
        case when kind = 'share' then greatest(0, low) else low end as low,
        case when kind = 'share' then least(1, high) else high end as high
    from region
),
worded as (
    select
        clamped.*,
        case
            when kind = 'share' then format('{:.1f} %', 100 * low)
            when kind = 'change' then format('{:+.1f} points', 100 * low)
            when kind = 'slope' then format('{:+.1f} points a year', 100 * low)
            when kind = 'level' then format('{:,d}', round(low)::bigint)
            when kind = 'growth' then format('{:.2f} times', low)
            when kind = 'rank' then format('place {:d}', round(low)::bigint)
            when kind in ('crossing', 'date') then strftime(
                make_date(floor(low)::bigint, 1, 1) + round((low - floor(low))
                    * dayofyear(make_date(floor(low)::bigint, 12, 31)))::integer, '%-d %B %Y')
            else format('{:.2f}', low) end as low_text,
        case
            when kind = 'share' then format('{:.1f} %', 100 * high)
            when kind = 'change' then format('{:+.1f} points', 100 * high)
            when kind = 'slope' then format('{:+.1f} points a year', 100 * high)
            when kind = 'level' then format('{:,d}', round(high)::bigint)
            when kind = 'growth' then format('{:.2f} times', high)
            when kind = 'rank' then format('place {:d}', round(high)::bigint)
            when kind in ('crossing', 'date') then strftime(
                make_date(floor(high)::bigint, 1, 1) + round((high - floor(high))
                    * dayofyear(make_date(floor(high)::bigint, 12, 31)))::integer, '%-d %B %Y')
            else format('{:.2f}', high) end as high_text
    from clamped
)
select
    claim_id,
    low as accepted_low,
    high as accepted_high,
    case
        when kind = 'order' then 'a ratio above 1'
        when kind = 'property' then asserted
        when kind in ('crossing', 'date') and high is null then low_text || ' or later'
        when kind in ('crossing', 'date') and low is null then high_text || ' or earlier'
        when kind = 'rank' and low is null and high = 1 then high_text
        when kind = 'rank' and low is null then high_text || ' or better'
        when high is null or kind = 'share' and high = 1 then low_text || ' or more'
        when low is null then high_text || ' or less'
        else low_text || ' to ' || high_text end as accepted
from worded
