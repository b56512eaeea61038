import { polygonSql } from './polygon.sql.ts'
import { shapeTextSql } from './shape-text.sql.ts'

/**
 * Spherical geometry over shapes (vo/sky/footprint-index.ts, shapeOf): float8[] codes, deg, ICRS. The same answers as vo/sky/geometry.ts, but
 * that parts of a union are seen one by one: shape_contains(a, union) wants one part that holds a part of a, and shape_area counts overlaps twice.
 * [0,ra,dec] point · [1,ra,dec,r] circle · [2,ra1,dec1,…] polygon · [3,raMin,raMax,decMin,decMax] range · [4,n1,…shape1…,n2,…] union.
 * Boundaries belong to a region. Loops are plpgsql with few, plain statements: each costs some 0.1 µs, and footprints come by the 10,000.
 */
export const geometrySql = String.raw`
CREATE FUNCTION dax.separation(ra1 float8, dec1 float8, ra2 float8, dec2 float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT 114.59155902616465 * asin(least(1, sqrt(sin((dec2 - dec1) * 0.008726646259971648) ^ 2
    + cos(dec1 * 0.017453292519943295) * cos(dec2 * 0.017453292519943295) * sin((ra2 - ra1) * 0.008726646259971648) ^ 2)))
$$;

CREATE FUNCTION dax.ra_within(ra float8, lo float8, hi float8) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT hi - lo >= 360 OR CASE WHEN lo <= hi THEN ra BETWEEN lo AND hi OR ra + 360 BETWEEN lo AND hi OR ra - 360 BETWEEN lo AND hi ELSE ra >= lo OR ra <= hi END
$$;

-- shapes from numbers, as ADQL's functions make them; null where the numbers are none of a shape
CREATE FUNCTION dax.point(ra float8, de float8) RETURNS float8[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT CASE WHEN de BETWEEN -90 AND 90 AND abs(ra) < 1e9 THEN ARRAY[0, ra - 360 * floor(ra / 360), de] END $$;

CREATE FUNCTION dax.circle(ra float8, de float8, r float8) RETURNS float8[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT CASE WHEN de BETWEEN -90 AND 90 AND abs(ra) < 1e9 AND r BETWEEN 0 AND 180 THEN ARRAY[1, ra - 360 * floor(ra / 360), de, r] END $$;

CREATE FUNCTION dax.polygon(numbers float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE res float8[] := ARRAY[2::float8]; i int; ra float8; de float8;
BEGIN
  FOR i IN 1 .. cardinality(numbers) / 2 LOOP
    ra := numbers[2*i-1]; de := numbers[2*i];
    IF NOT coalesce(de BETWEEN -90 AND 90 AND abs(ra) < 1e9, false) THEN RETURN NULL; END IF;
    res[2*i] := ra - 360 * floor(ra / 360); res[2*i+1] := de;
  END LOOP;
  RETURN res;
END $$;

-- a direction from a vector of any length: [ra, dec]
CREATE FUNCTION dax.lonlat(x float8, y float8, z float8) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE ra float8 := CASE WHEN x = 0 AND y = 0 THEN 0 ELSE atan2d(y, x) END;
BEGIN
  RETURN ARRAY[CASE WHEN ra < 0 THEN ra + 360 ELSE ra END, atan2d(z, sqrt(x*x + y*y))];
END $$;

-- four great circles that cross the axes of the centre at half the width and height (vo/sky/box.ts)
CREATE FUNCTION dax.box(ra float8, de float8, width float8, height float8) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE x float8; y float8; res float8[] := ARRAY[2::float8]; i int; u float8; w float8;
BEGIN
  IF NOT (de BETWEEN -90 AND 90 AND abs(ra) < 1e9 AND width > 0 AND width < 180 AND height > 0 AND height < 180) THEN RETURN NULL; END IF;
  x := tand(width / 2); y := tand(height / 2);
  FOR i IN 0 .. 3 LOOP
    u := CASE WHEN i < 2 THEN x ELSE -x END; w := CASE WHEN i IN (1, 2) THEN y ELSE -y END;
    res := res || dax.lonlat(
      cosd(de) * cosd(ra) - u * sind(ra) - w * sind(de) * cosd(ra), cosd(de) * sind(ra) + u * cosd(ra) - w * sind(de) * sind(ra), sind(de) + w * cosd(de));
  END LOOP;
  RETURN res;
END $$;
${polygonSql}
-- does the boundary of a polygon meet the boundary of a range
CREATE FUNCTION dax.edges_cross_range(v float8[], r float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; j int; d float8; ax float8; ay float8; az float8; b1 float8; b2 float8; b3 float8;
  ux float8; uy float8; uz float8; m float8; len float8; t float8; t0 float8; h float8; q float8; k int; sgn int; x float8; y float8; z float8; ra float8;
BEGIN
  FOR i IN 1 .. n LOOP
    j := i % n;
    ax := v[3*i-2]; ay := v[3*i-1]; az := v[3*i]; b1 := v[3*j+1]; b2 := v[3*j+2]; b3 := v[3*j+3];
    d := ax*b1 + ay*b2 + az*b3;
    ux := b1 - d*ax; uy := b2 - d*ay; uz := b3 - d*az; m := sqrt(ux*ux + uy*uy + uz*uz);
    CONTINUE WHEN m < 1e-14;
    ux := ux/m; uy := uy/m; uz := uz/m; len := atan2(m, d);
    FOR k IN 4 .. 5 LOOP
      q := sind(r[k]); h := sqrt(az*az + uz*uz);
      IF h > 1e-14 AND abs(q) <= h THEN
        t0 := atan2(uz, az);
        FOR sgn IN -1 .. 1 BY 2 LOOP
          t := t0 + sgn * acos(greatest(-1, least(1, q / h)));
          t := t - 2 * pi() * floor(t / (2 * pi()));
          IF t <= len THEN
            ra := degrees(atan2(ay * cos(t) + uy * sin(t), ax * cos(t) + ux * sin(t)));
            IF dax.ra_within(ra - 360 * floor(ra / 360), r[2], r[3]) THEN RETURN true; END IF;
          END IF;
        END LOOP;
      END IF;
    END LOOP;
    CONTINUE WHEN r[3] - r[2] >= 360;
    FOR k IN 2 .. 3 LOOP
      -- the meridian ra = r[k]: where the edge crosses its plane, on the right side of the pole axis
      x := -sind(r[k]); y := cosd(r[k]);
      t := atan2(-(x*ax + y*ay), x*ux + y*uy);
      t := t - pi() * floor(t / pi());
      CONTINUE WHEN t > len;
      z := az * cos(t) + uz * sin(t);
      IF (ax*cos(t) + ux*sin(t)) * cosd(r[k]) + (ay*cos(t) + uy*sin(t)) * sind(r[k]) >= 0 AND asind(greatest(-1, least(1, z))) BETWEEN r[4] AND r[5] THEN RETURN true; END IF;
    END LOOP;
  END LOOP;
  RETURN false;
END $$;

-- deg from a position to the nearest point of a range; 0 inside
CREATE FUNCTION dax.range_distance(r float8[], ra float8, de float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE x float8 := cosd(de) * cosd(ra); y float8 := cosd(de) * sind(ra); z float8 := sind(de); mid float8 := (r[4] + r[5]) / 2;
BEGIN
  IF dax.ra_within(ra, r[2], r[3]) THEN RETURN greatest(0, r[4] - de, de - r[5]); END IF;
  -- outside its right ascensions: one of its two meridians is nearest
  RETURN degrees(least(
    dax.polygon_edge_distance(dax.vectors(ARRAY[2, r[2], r[4], r[2], mid, r[2], r[5], r[2], mid]), x, y, z),
    dax.polygon_edge_distance(dax.vectors(ARRAY[2, r[3], r[4], r[3], mid, r[3], r[5], r[3], mid]), x, y, z)));
END $$;

CREATE FUNCTION dax.shape_has(shape float8[], ra float8, de float8) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE i int := 2; n int; c float8;
BEGIN
  CASE shape[1]::int
    WHEN 0 THEN RETURN dax.separation(shape[2], shape[3], ra, de) <= 1e-11;
    WHEN 1 THEN RETURN dax.separation(shape[2], shape[3], ra, de) <= shape[4] + 1e-11;
    WHEN 2 THEN
      c := cos(de * 0.017453292519943295);
      RETURN dax.polygon_circle(shape, c * cos(ra * 0.017453292519943295), c * sin(ra * 0.017453292519943295), sin(de * 0.017453292519943295), 1e-13);
    WHEN 3 THEN RETURN de BETWEEN shape[4] - 1e-11 AND shape[5] + 1e-11 AND (dax.ra_within(ra - 360 * floor(ra / 360), shape[2], shape[3]) OR abs(de) = 90);
    ELSE
      WHILE i <= cardinality(shape) LOOP
        n := shape[i];
        IF dax.shape_has(shape[i+1 : i+n], ra, de) THEN RETURN true; END IF;
        i := i + n + 1;
      END LOOP;
      RETURN false;
  END CASE;
END $$;

CREATE FUNCTION dax.shape_intersects(a float8[], b float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE ka int := a[1]; kb int := b[1]; i int := 2; n int; c float8; v float8[];
BEGIN
  IF ka = 2 AND kb = 1 THEN
    c := cos(b[3] * 0.017453292519943295);
    RETURN dax.polygon_circle(a, c * cos(b[2] * 0.017453292519943295), c * sin(b[2] * 0.017453292519943295), sin(b[3] * 0.017453292519943295), b[4] * 0.017453292519943295);
  END IF;
  IF ka = 4 THEN
    WHILE i <= cardinality(a) LOOP
      n := a[i];
      IF dax.shape_intersects(a[i+1 : i+n], b) THEN RETURN true; END IF;
      i := i + n + 1;
    END LOOP;
    RETURN false;
  END IF;
  IF kb = 4 OR ka > kb THEN RETURN dax.shape_intersects(b, a); END IF;
  IF ka = 0 THEN RETURN dax.shape_has(b, a[2], a[3]); END IF;
  IF ka = 1 THEN
    IF kb = 1 THEN RETURN dax.separation(a[2], a[3], b[2], b[3]) <= a[4] + b[4] + 1e-11; END IF;
    IF kb = 2 THEN RETURN dax.shape_intersects(b, a); END IF;
    RETURN dax.range_distance(b, a[2], a[3]) <= a[4] + 1e-11;
  END IF;
  IF ka = 3 THEN
    RETURN a[4] <= b[5] AND b[4] <= a[5] AND (dax.ra_within(a[2], b[2], b[3]) OR dax.ra_within(b[2], a[2], a[3]) OR least(a[5], b[5]) = 90 OR greatest(a[4], b[4]) = -90);
  END IF;
  v := dax.vectors(a);
  IF kb = 2 THEN RETURN dax.polygons_meet(v, dax.vectors(b)); END IF;
  RETURN dax.shape_has(b, a[2], a[3]) OR dax.polygon_has(v, cosd(b[4]) * cosd(b[2]), cosd(b[4]) * sind(b[2]), sind(b[4])) OR dax.edges_cross_range(v, b);
END $$;

-- is a wholly inside b
CREATE FUNCTION dax.shape_contains(a float8[], b float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE ka int := a[1]; kb int := b[1]; v float8[]; w float8[]; i int := 2; n int; r float8; c float8; x float8; y float8; z float8;
BEGIN
  IF ka = 4 THEN
    WHILE i <= cardinality(a) LOOP
      n := a[i];
      IF NOT dax.shape_contains(a[i+1 : i+n], b) THEN RETURN false; END IF;
      i := i + n + 1;
    END LOOP;
    RETURN true;
  END IF;
  IF kb = 4 THEN
    WHILE i <= cardinality(b) LOOP
      n := b[i];
      IF dax.shape_contains(a, b[i+1 : i+n]) THEN RETURN true; END IF;
      i := i + n + 1;
    END LOOP;
    RETURN false;
  END IF;
  IF ka = 0 THEN RETURN dax.shape_has(b, a[2], a[3]); END IF;
  IF kb = 0 THEN RETURN false; END IF;
  IF ka = 1 THEN
    IF kb = 1 THEN RETURN b[4] >= 180 OR dax.separation(a[2], a[3], b[2], b[3]) + a[4] <= b[4] + 1e-11; END IF;
    IF NOT dax.shape_has(b, a[2], a[3]) THEN RETURN false; END IF;
    c := cosd(a[3]);
    IF kb = 2 THEN RETURN dax.polygon_edge_distance(dax.vectors(b), c * cosd(a[2]), c * sind(a[2]), sind(a[3])) >= radians(a[4]) - 1e-12; END IF;
    IF a[3] - a[4] < b[4] - 1e-11 AND b[4] > -90 OR a[3] + a[4] > b[5] + 1e-11 AND b[5] < 90 THEN RETURN false; END IF;
    IF b[3] - b[2] >= 360 THEN RETURN true; END IF;
    -- apart from both meridians that bound it
    RETURN least(
      dax.range_distance(ARRAY[3, b[2], b[2], b[4], b[5]], a[2], a[3]), dax.range_distance(ARRAY[3, b[3], b[3], b[4], b[5]], a[2], a[3])) >= a[4] - 1e-11;
  END IF;
  IF kb = 1 THEN
    -- inside a circle = apart from the rest of the sky
    IF NOT dax.shape_has(b, a[2], CASE WHEN ka = 3 THEN a[4] ELSE a[3] END) THEN RETURN false; END IF;
    r := 180 - b[4] - 1e-11;
    RETURN r < 0 OR NOT dax.shape_intersects(a, ARRAY[1, b[2] + CASE WHEN b[2] >= 180 THEN -180 ELSE 180 END, -b[3], r]);
  END IF;
  IF ka = 2 THEN
    v := dax.vectors(a);
    FOR i IN 1 .. cardinality(v) / 3 LOOP IF NOT dax.shape_has(b, a[2*i], a[2*i+1]) THEN RETURN false; END IF; END LOOP;
    IF kb = 2 THEN RETURN dax.polygon_inside(v, dax.vectors(b)); END IF;
    RETURN NOT dax.edges_cross_range(v, b)
      AND (b[4] <= -90 OR NOT dax.polygon_has(v, 0, 0, -1)) AND (b[5] >= 90 OR NOT dax.polygon_has(v, 0, 0, 1));
  END IF;
  IF kb = 3 THEN
    RETURN a[4] >= b[4] AND a[5] <= b[5] AND (b[3] - b[2] >= 360 OR dax.ra_within(a[2], b[2], b[3]) AND dax.ra_within(a[3], b[2], b[3])
      AND (a[3] - a[2] + CASE WHEN a[3] < a[2] THEN 360 ELSE 0 END) <= (b[3] - b[2] + CASE WHEN b[3] < b[2] THEN 360 ELSE 0 END));
  END IF;
  RETURN dax.shape_has(b, a[2], a[4]) AND dax.shape_has(b, a[3], a[4]) AND dax.shape_has(b, a[2], a[5]) AND dax.shape_has(b, a[3], a[5])
    AND NOT dax.edges_cross_range(dax.vectors(b), a) AND NOT dax.shape_has(a, b[2], b[3]);
END $$;

-- square degrees
CREATE FUNCTION dax.shape_area(shape float8[]) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE k float8 := (180 / pi()) ^ 2; i int := 2; n int; total float8 := 0;
BEGIN
  CASE shape[1]::int
    WHEN 0 THEN RETURN 0;
    -- 2π (1 − cos r), keeping the digits of small circles
    WHEN 1 THEN RETURN k * 4 * pi() * sind(shape[4] / 2) ^ 2;
    WHEN 2 THEN RETURN k * dax.polygon_area(dax.vectors(shape));
    WHEN 3 THEN RETURN k * radians(least(360, shape[3] - shape[2] + CASE WHEN shape[3] < shape[2] THEN 360 ELSE 0 END)) * (sind(shape[5]) - sind(shape[4]));
    ELSE
      WHILE i <= cardinality(shape) LOOP
        n := shape[i];
        total := total + dax.shape_area(shape[i+1 : i+n]);
        i := i + n + 1;
      END LOOP;
      RETURN least(total, k * 4 * pi());
  END CASE;
END $$;

-- [ra, dec] of the middle of a shape: its centre of mass on the sphere
CREATE FUNCTION dax.shape_centroid(shape float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE x float8 := 0; y float8 := 0; z float8 := 0; i int := 2; n int; w float8; ra float8; q float8[]; s1 float8; s2 float8;
BEGIN
  CASE shape[1]::int
    WHEN 0, 1 THEN RETURN shape[2:3];
    WHEN 2 THEN RETURN dax.polygon_centroid(dax.vectors(shape));
    WHEN 3 THEN
      ra := shape[2] + (shape[3] - shape[2] + CASE WHEN shape[3] < shape[2] THEN 360 ELSE 0 END) / 2;
      w := least(360, shape[3] - shape[2] + CASE WHEN shape[3] < shape[2] THEN 360 ELSE 0 END) / 2;
      s1 := radians(shape[4]); s2 := radians(shape[5]);
      -- integrals of the direction over the range: z, and what points to the middle right ascension
      z := radians(w) * sin(s2 + s1) * sin(s2 - s1);
      x := sind(w) * (s2 - s1 + cos(s1 + s2) * sin(s2 - s1));
      IF s2 <= s1 OR w <= 0 THEN RETURN ARRAY[ra - 360 * floor(ra / 360), (shape[4] + shape[5]) / 2]; END IF;
      RETURN ARRAY[ra - 360 * floor(ra / 360), atan2d(z, x)];
    ELSE
      WHILE i <= cardinality(shape) LOOP
        n := shape[i];
        q := dax.shape_centroid(shape[i+1 : i+n]); w := greatest(dax.shape_area(shape[i+1 : i+n]), 1e-12);
        x := x + w * cosd(q[2]) * cosd(q[1]); y := y + w * cosd(q[2]) * sind(q[1]); z := z + w * sind(q[2]);
        i := i + n + 1;
      END LOOP;
      RETURN dax.lonlat(x, y, z);
  END CASE;
END $$;
${shapeTextSql}`
