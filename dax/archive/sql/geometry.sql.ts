/**
 * Spherical geometry over shapes (vo/sky/footprint-index.ts, shapeOf): float8[] codes, deg, ICRS. The same answers as vo/sky/geometry.ts.
 * [0,ra,dec] point · [1,ra,dec,r] circle · [2,ra1,dec1,…] polygon · [3,raMin,raMax,decMin,decMax] range · [4,n1,…shape1…,n2,…] union.
 * Sums of signed angles decide the inside (robust at poles and in either winding); boundaries belong to a region.
 */
export const geometrySql = String.raw`
CREATE FUNCTION dax.separation(ra1 float8, dec1 float8, ra2 float8, dec2 float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT degrees(2 * asin(least(1, sqrt(power(sin(radians(dec2 - dec1) / 2), 2) + cos(radians(dec1)) * cos(radians(dec2)) * power(sin(radians(ra2 - ra1) / 2), 2)))))
$$;

CREATE FUNCTION dax.ra_within(ra float8, lo float8, hi float8) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT hi - lo >= 360 OR CASE WHEN lo <= hi THEN ra BETWEEN lo AND hi OR ra + 360 BETWEEN lo AND hi OR ra - 360 BETWEEN lo AND hi ELSE ra >= lo OR ra <= hi END
$$;

-- vertices of a polygon as unit vectors: x1,y1,z1,x2,…
CREATE FUNCTION dax.vectors(shape float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE res float8[] := '{}'; i int; c float8;
BEGIN
  FOR i IN 1 .. (cardinality(shape) - 1) / 2 LOOP
    c := cos(radians(shape[2*i+1]));
    res := res || ARRAY[c * cos(radians(shape[2*i])), c * sin(radians(shape[2*i])), sin(radians(shape[2*i+1]))];
  END LOOP;
  RETURN res;
END $$;

-- parts of a shape that are not unions
CREATE FUNCTION dax.shape_parts(shape float8[]) RETURNS SETOF jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE i int := 2; n int;
BEGIN
  IF shape[1] <> 4 THEN RETURN NEXT to_jsonb(shape); RETURN; END IF;
  WHILE i <= cardinality(shape) LOOP
    n := shape[i];
    RETURN QUERY SELECT dax.shape_parts(shape[i+1 : i+n]);
    i := i + n + 1;
  END LOOP;
END $$;

CREATE FUNCTION dax.shape_of_json(part jsonb) RETURNS float8[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT array_agg(x::float8 ORDER BY i) FROM jsonb_array_elements_text(part) WITH ORDINALITY AS e(x, i) $$;

CREATE FUNCTION dax.polygon_has(v float8[], px float8, py float8, pz float8) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; j int; total float8 := 0; cx float8 := 0; cy float8 := 0; cz float8 := 0;
  ax float8; ay float8; az float8; b1 float8; b2 float8; b3 float8; s float8; c float8;
BEGIN
  FOR i IN 1 .. n LOOP
    j := i % n;
    ax := v[3*i-2]; ay := v[3*i-1]; az := v[3*i]; b1 := v[3*j+1]; b2 := v[3*j+2]; b3 := v[3*j+3];
    cx := cx + ax; cy := cy + ay; cz := cz + az;
    s := px*(ay*b3 - az*b2) + py*(az*b1 - ax*b3) + pz*(ax*b2 - ay*b1);
    c := ax*b1 + ay*b2 + az*b3 - (px*ax + py*ay + pz*az) * (px*b1 + py*b2 + pz*b3);
    -- on the edge itself, or on a vertex
    IF abs(s) < 1e-15 AND c <= 0 AND (px*ax + py*ay + pz*az) > 0 THEN RETURN true; END IF;
    IF s <> 0 OR c <> 0 THEN total := total + atan2(s, c); END IF;
  END LOOP;
  RETURN abs(total) > 3.14159 AND px*cx + py*cy + pz*cz > 0;
END $$;

-- smallest angle (rad) between a direction and a polygon's boundary
CREATE FUNCTION dax.polygon_edge_distance(v float8[], px float8, py float8, pz float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; j int; best float8 := 10; d float8; m float8;
  ax float8; ay float8; az float8; b1 float8; b2 float8; b3 float8; nx float8; ny float8; nz float8;
BEGIN
  FOR i IN 1 .. n LOOP
    j := i % n;
    ax := v[3*i-2]; ay := v[3*i-1]; az := v[3*i]; b1 := v[3*j+1]; b2 := v[3*j+2]; b3 := v[3*j+3];
    d := 2 * asin(least(1, sqrt((ax-px)^2 + (ay-py)^2 + (az-pz)^2) / 2));
    IF d < best THEN best := d; END IF;
    nx := ay*b3 - az*b2; ny := az*b1 - ax*b3; nz := ax*b2 - ay*b1;
    m := sqrt(nx*nx + ny*ny + nz*nz);
    IF m > 1e-14 THEN
      IF nx*(ay*pz - az*py) + ny*(az*px - ax*pz) + nz*(ax*py - ay*px) >= 0 AND nx*(py*b3 - pz*b2) + ny*(pz*b1 - px*b3) + nz*(px*b2 - py*b1) >= 0 THEN
        d := asin(least(1, abs(nx*px + ny*py + nz*pz) / m));
        IF d < best THEN best := d; END IF;
      END IF;
    END IF;
  END LOOP;
  RETURN best;
END $$;

CREATE FUNCTION dax.edges_cross(v float8[], w float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; m int := cardinality(w) / 3; i int; j int; k int; l int; s1 float8; s2 float8; s3 float8; s4 float8;
  ax float8; ay float8; az float8; b1 float8; b2 float8; b3 float8; nx float8; ny float8; nz float8;
  cx float8; cy float8; cz float8; dx float8; dy float8; dz float8; ox float8; oy float8; oz float8;
BEGIN
  FOR i IN 1 .. n LOOP
    j := i % n;
    ax := v[3*i-2]; ay := v[3*i-1]; az := v[3*i]; b1 := v[3*j+1]; b2 := v[3*j+2]; b3 := v[3*j+3];
    nx := ay*b3 - az*b2; ny := az*b1 - ax*b3; nz := ax*b2 - ay*b1;
    FOR k IN 1 .. m LOOP
      l := k % m;
      cx := w[3*k-2]; cy := w[3*k-1]; cz := w[3*k]; dx := w[3*l+1]; dy := w[3*l+2]; dz := w[3*l+3];
      s1 := nx*cx + ny*cy + nz*cz; s2 := nx*dx + ny*dy + nz*dz;
      IF (s1 > 0) = (s2 > 0) AND s1 <> 0 AND s2 <> 0 THEN CONTINUE; END IF;
      ox := cy*dz - cz*dy; oy := cz*dx - cx*dz; oz := cx*dy - cy*dx;
      s3 := ox*ax + oy*ay + oz*az; s4 := ox*b1 + oy*b2 + oz*b3;
      IF (s1 <= 0 AND s2 >= 0 AND s3 >= 0 AND s4 <= 0 OR s1 >= 0 AND s2 <= 0 AND s3 <= 0 AND s4 >= 0) AND ax*cx + ay*cy + az*cz > -0.5
         AND NOT (s1 = 0 AND s2 = 0) THEN RETURN true; END IF;
    END LOOP;
  END LOOP;
  RETURN false;
END $$;

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
    IF m < 1e-14 THEN CONTINUE; END IF;
    ux := ux/m; uy := uy/m; uz := uz/m; len := atan2(m, d);
    FOR k IN 4 .. 5 LOOP
      q := sin(radians(r[k])); h := sqrt(az*az + uz*uz);
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
    IF r[3] - r[2] < 360 OR r[2] > r[3] THEN
      FOR k IN 2 .. 3 LOOP
        -- the meridian ra = r[k]: where the edge crosses its plane, on the right side of the pole axis
        x := -sin(radians(r[k])); y := cos(radians(r[k]));
        t := atan2(-(x*ax + y*ay), x*ux + y*uy);
        t := t - pi() * floor(t / pi());
        IF t <= len THEN
          z := az * cos(t) + uz * sin(t);
          IF (ax*cos(t) + ux*sin(t)) * cos(radians(r[k])) + (ay*cos(t) + uy*sin(t)) * sin(radians(r[k])) >= 0
             AND degrees(asin(greatest(-1, least(1, z)))) BETWEEN r[4] AND r[5] THEN RETURN true; END IF;
        END IF;
      END LOOP;
    END IF;
  END LOOP;
  RETURN false;
END $$;

CREATE FUNCTION dax.range_distance(r float8[], ra float8, de float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT CASE WHEN dax.ra_within(ra, r[2], r[3]) THEN greatest(0, r[4] - de, de - r[5])
  ELSE least(
    degrees(dax.polygon_edge_distance(dax.vectors(ARRAY[2, r[2], r[4], r[2], (r[4] + r[5]) / 2, r[2], r[5], r[2], (r[4] + r[5]) / 2]), cos(radians(de)) * cos(radians(ra)), cos(radians(de)) * sin(radians(ra)), sin(radians(de)))),
    degrees(dax.polygon_edge_distance(dax.vectors(ARRAY[2, r[3], r[4], r[3], (r[4] + r[5]) / 2, r[3], r[5], r[3], (r[4] + r[5]) / 2]), cos(radians(de)) * cos(radians(ra)), cos(radians(de)) * sin(radians(ra)), sin(radians(de)))))
  END
$$;

CREATE FUNCTION dax.shape_has(shape float8[], ra float8, de float8) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE p jsonb;
BEGIN
  CASE shape[1]::int
    WHEN 0 THEN RETURN dax.separation(shape[2], shape[3], ra, de) < 1e-9;
    WHEN 1 THEN RETURN dax.separation(shape[2], shape[3], ra, de) <= shape[4] + 1e-12;
    WHEN 2 THEN RETURN dax.polygon_has(dax.vectors(shape), cos(radians(de)) * cos(radians(ra)), cos(radians(de)) * sin(radians(ra)), sin(radians(de)));
    WHEN 3 THEN RETURN de BETWEEN shape[4] AND shape[5] AND dax.ra_within(ra, shape[2], shape[3]);
    ELSE
      FOR p IN SELECT dax.shape_parts(shape) LOOP IF dax.shape_has(dax.shape_of_json(p), ra, de) THEN RETURN true; END IF; END LOOP;
      RETURN false;
  END CASE;
END $$;

CREATE FUNCTION dax.shape_intersects(a float8[], b float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE ka int := a[1]; kb int := b[1]; v float8[]; w float8[]; p jsonb; i int; x float8; y float8; z float8; r float8; c float8;
BEGIN
  IF ka = 4 THEN
    FOR p IN SELECT dax.shape_parts(a) LOOP IF dax.shape_intersects(dax.shape_of_json(p), b) THEN RETURN true; END IF; END LOOP;
    RETURN false;
  END IF;
  IF kb = 4 OR ka > kb THEN RETURN dax.shape_intersects(b, a); END IF;
  IF ka = 0 THEN RETURN dax.shape_has(b, a[2], a[3]); END IF;
  IF ka = 1 AND kb = 1 THEN RETURN dax.separation(a[2], a[3], b[2], b[3]) <= a[4] + b[4] + 1e-12; END IF;
  IF ka = 1 AND kb = 3 THEN RETURN dax.range_distance(b, a[2], a[3]) <= a[4] + 1e-12; END IF;
  IF ka = 3 THEN
    RETURN a[4] <= b[5] AND b[4] <= a[5] AND (dax.ra_within(a[2], b[2], b[3]) OR dax.ra_within(b[2], a[2], a[3]) OR dax.ra_within(a[3], b[2], b[3]) OR dax.ra_within(b[3], a[2], a[3]));
  END IF;
  IF ka = 1 THEN
    c := cos(radians(a[3]));
    x := c * cos(radians(a[2])); y := c * sin(radians(a[2])); z := sin(radians(a[3])); r := radians(a[4]) + 1e-14;
    w := dax.vectors(b);
    c := cos(r);
    FOR i IN 1 .. cardinality(w) / 3 LOOP IF w[3*i-2] * x + w[3*i-1] * y + w[3*i] * z > c THEN RETURN true; END IF; END LOOP;
    RETURN dax.polygon_edge_distance(w, x, y, z) <= r OR dax.polygon_has(w, x, y, z);
  END IF;
  v := dax.vectors(a);
  IF kb = 2 THEN
    w := dax.vectors(b);
    RETURN dax.polygon_has(w, v[1], v[2], v[3]) OR dax.polygon_has(v, w[1], w[2], w[3]) OR dax.edges_cross(v, w);
  END IF;
  RETURN dax.shape_has(b, a[2], a[3]) OR dax.polygon_has(v, cos(radians(b[4])) * cos(radians(b[2])), cos(radians(b[4])) * sin(radians(b[2])), sin(radians(b[4]))) OR dax.edges_cross_range(v, b);
END $$;

-- is a wholly inside b; a union b counts only where one of its parts holds all of a part of a
CREATE FUNCTION dax.shape_contains(a float8[], b float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE ka int := a[1]; kb int := b[1]; v float8[]; w float8[]; p jsonb; i int; x float8; y float8; z float8; r float8; c float8;
BEGIN
  IF ka = 4 THEN
    FOR p IN SELECT dax.shape_parts(a) LOOP IF NOT dax.shape_contains(dax.shape_of_json(p), b) THEN RETURN false; END IF; END LOOP;
    RETURN true;
  END IF;
  IF kb = 4 THEN
    FOR p IN SELECT dax.shape_parts(b) LOOP IF dax.shape_contains(a, dax.shape_of_json(p)) THEN RETURN true; END IF; END LOOP;
    RETURN false;
  END IF;
  IF ka = 0 THEN RETURN dax.shape_has(b, a[2], a[3]); END IF;
  IF kb = 0 THEN RETURN false; END IF;
  IF kb = 1 THEN
    c := cos(radians(b[3]));
    x := c * cos(radians(b[2])); y := c * sin(radians(b[2])); z := sin(radians(b[3])); r := b[4] + 1e-12;
    IF ka = 1 THEN RETURN dax.separation(a[2], a[3], b[2], b[3]) + a[4] <= r; END IF;
    -- inside a circle = outside its complement
    RETURN dax.shape_has(b, a[2], CASE WHEN ka = 3 THEN a[4] ELSE a[3] END)
      AND (r >= 180 OR NOT dax.shape_intersects(a, ARRAY[1, b[2] + 180 - 360 * floor((b[2] + 180) / 360), -b[3], 180 - r]));
  END IF;
  IF ka = 1 THEN
    IF NOT dax.shape_has(b, a[2], a[3]) THEN RETURN false; END IF;
    c := cos(radians(a[3]));
    IF kb = 2 THEN RETURN degrees(dax.polygon_edge_distance(dax.vectors(b), c * cos(radians(a[2])), c * sin(radians(a[2])), sin(radians(a[3])))) >= a[4] - 1e-12; END IF;
    RETURN a[3] - a[4] >= b[4] - 1e-12 AND a[3] + a[4] <= b[5] + 1e-12 AND (b[3] - b[2] >= 360 OR (
      c > 0 AND sin(radians(a[4])) < c
      AND dax.ra_within(a[2] - degrees(asin(sin(radians(a[4])) / c)), b[2], b[3]) AND dax.ra_within(a[2] + degrees(asin(sin(radians(a[4])) / c)), b[2], b[3])));
  END IF;
  IF ka = 2 THEN
    v := dax.vectors(a);
    FOR i IN 1 .. cardinality(v) / 3 LOOP IF NOT dax.shape_has(b, a[2*i], a[2*i+1]) THEN RETURN false; END IF; END LOOP;
    IF kb = 2 THEN
      w := dax.vectors(b);
      FOR i IN 1 .. cardinality(w) / 3 LOOP
        IF dax.polygon_has(v, w[3*i-2], w[3*i-1], w[3*i]) AND dax.polygon_edge_distance(v, w[3*i-2], w[3*i-1], w[3*i]) > 1e-12 THEN RETURN false; END IF;
      END LOOP;
      RETURN true;
    END IF;
    RETURN NOT dax.edges_cross_range(v, b);
  END IF;
  IF kb = 3 THEN
    RETURN a[4] >= b[4] AND a[5] <= b[5] AND (b[3] - b[2] >= 360 OR dax.ra_within(a[2], b[2], b[3]) AND dax.ra_within(a[3], b[2], b[3])
      AND (a[3] - a[2] + CASE WHEN a[3] < a[2] THEN 360 ELSE 0 END) <= (b[3] - b[2] + CASE WHEN b[3] < b[2] THEN 360 ELSE 0 END));
  END IF;
  RETURN dax.shape_has(b, a[2], a[4]) AND dax.shape_has(b, a[3], a[4]) AND dax.shape_has(b, a[2], a[5]) AND dax.shape_has(b, a[3], a[5])
    AND NOT dax.edges_cross_range(dax.vectors(b), a);
END $$;

-- square degrees; overlapping parts of a union count twice
CREATE FUNCTION dax.shape_area(shape float8[]) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE p jsonb; total float8 := 0; n int; i int; j int; v float8[]; k float8 := power(180 / pi(), 2); num float8; den float8;
BEGIN
  CASE shape[1]::int
    WHEN 0 THEN RETURN 0;
    WHEN 1 THEN RETURN k * 4 * pi() * power(sin(radians(least(shape[4], 180)) / 2), 2);
    WHEN 2 THEN
      v := dax.vectors(shape); n := cardinality(v) / 3;
      FOR i IN 2 .. n - 1 LOOP
        j := i + 1;
        num := v[1] * (v[3*i-1]*v[3*j] - v[3*i]*v[3*j-1]) + v[2] * (v[3*i]*v[3*j-2] - v[3*i-2]*v[3*j]) + v[3] * (v[3*i-2]*v[3*j-1] - v[3*i-1]*v[3*j-2]);
        den := 1 + v[1]*v[3*i-2] + v[2]*v[3*i-1] + v[3]*v[3*i] + v[3*i-2]*v[3*j-2] + v[3*i-1]*v[3*j-1] + v[3*i]*v[3*j] + v[1]*v[3*j-2] + v[2]*v[3*j-1] + v[3]*v[3*j];
        total := total + 2 * atan2(num, den);
      END LOOP;
      total := abs(total);
      RETURN k * least(total, 4 * pi() - total);
    WHEN 3 THEN RETURN k * radians(shape[3] - shape[2] + CASE WHEN shape[3] < shape[2] THEN 360 ELSE 0 END) * (sin(radians(shape[5])) - sin(radians(shape[4])));
    ELSE
      FOR p IN SELECT dax.shape_parts(shape) LOOP total := total + dax.shape_area(dax.shape_of_json(p)); END LOOP;
      RETURN total;
  END CASE;
END $$;

-- [ra, dec] of the middle of a shape
CREATE FUNCTION dax.shape_centroid(shape float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE v float8[]; x float8 := 0; y float8 := 0; z float8 := 0; i int; j int; n int; w float8; ra float8; p jsonb; q float8[];
BEGIN
  CASE shape[1]::int
    WHEN 0, 1 THEN RETURN shape[2:3];
    WHEN 3 THEN
      ra := shape[2] + (shape[3] - shape[2] + CASE WHEN shape[3] < shape[2] THEN 360 ELSE 0 END) / 2;
      RETURN ARRAY[ra - 360 * floor(ra / 360), (shape[4] + shape[5]) / 2];
    WHEN 2 THEN
      v := dax.vectors(shape); n := cardinality(v) / 3;
      -- the integral of the position over the inside: half the sum over the edges of (arc length) × (unit normal)
      FOR i IN 1 .. n LOOP
        j := i % n;
        w := sqrt((v[3*i-1]*v[3*j+3] - v[3*i]*v[3*j+2])^2 + (v[3*i]*v[3*j+1] - v[3*i-2]*v[3*j+3])^2 + (v[3*i-2]*v[3*j+2] - v[3*i-1]*v[3*j+1])^2);
        IF w > 1e-15 THEN
          w := atan2(w, v[3*i-2]*v[3*j+1] + v[3*i-1]*v[3*j+2] + v[3*i]*v[3*j+3]) / w;
          x := x + w * (v[3*i-1]*v[3*j+3] - v[3*i]*v[3*j+2]);
          y := y + w * (v[3*i]*v[3*j+1] - v[3*i-2]*v[3*j+3]);
          z := z + w * (v[3*i-2]*v[3*j+2] - v[3*i-1]*v[3*j+1]);
        END IF;
      END LOOP;
      IF x * v[1] + y * v[2] + z * v[3] < 0 THEN x := -x; y := -y; z := -z; END IF;
    ELSE
      FOR p IN SELECT dax.shape_parts(shape) LOOP
        q := dax.shape_centroid(dax.shape_of_json(p)); w := dax.shape_area(dax.shape_of_json(p)) + 1e-12;
        x := x + w * cos(radians(q[2])) * cos(radians(q[1])); y := y + w * cos(radians(q[2])) * sin(radians(q[1])); z := z + w * sin(radians(q[2]));
      END LOOP;
  END CASE;
  ra := degrees(atan2(y, x));
  RETURN ARRAY[ra - 360 * floor(ra / 360), degrees(atan2(z, sqrt(x*x + y*y)))];
END $$;

-- a point on a shape's first corner or centre: what ADQL's functions of points read
CREATE FUNCTION dax.point(ra float8, de float8) RETURNS float8[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT ARRAY[0, ra - 360 * floor(ra / 360), de] $$;

-- the STC-S spellings that come in tables of others: Circle, Polygon, Position and Union of them, ICRS or J2000; null for anything else
CREATE FUNCTION dax.shape_of(text_ text) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE t text := regexp_replace(lower(btrim(text_)), '\s+(icrs|fk5|j2000|unknownframe|geocenter|barycenter|topocenter|unknownrefpos|spherical2|cartesian2)\M', '', 'g'); n float8[]; m text[];
  res float8[] := ARRAY[4]; one float8[];
BEGIN
  IF t ~ '^union' THEN
    FOR m IN SELECT regexp_matches(t, '((?:polygon|circle|position|box)(?:\s+[-+0-9.e]+)+)', 'g') LOOP
      one := dax.shape_of(m[1]);
      IF one IS NULL THEN RETURN NULL; END IF;
      res := res || cardinality(one)::float8 || one;
    END LOOP;
    RETURN CASE WHEN cardinality(res) > 1 THEN res END;
  END IF;
  IF t !~ '^(circle|polygon|position)(\s+[-+]?[0-9.]+(e[-+]?[0-9]+)?)+\s*$' THEN RETURN NULL; END IF;
  n := regexp_split_to_array(btrim(regexp_replace(t, '^[a-z]+', '')), '\s+')::float8[];
  IF t LIKE 'circle%' AND cardinality(n) = 3 THEN RETURN 1::float8 || n; END IF;
  IF t LIKE 'position%' AND cardinality(n) = 2 THEN RETURN 0::float8 || n; END IF;
  IF t LIKE 'polygon%' AND cardinality(n) >= 6 AND cardinality(n) % 2 = 0 THEN RETURN 2::float8 || n; END IF;
  RETURN NULL;
END $$;

-- STC-S of a shape, ICRS
CREATE FUNCTION dax.shape_text(shape float8[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE res text; p jsonb;
BEGIN
  CASE shape[1]::int
    WHEN 0 THEN RETURN 'POSITION ICRS ' || shape[2] || ' ' || shape[3];
    WHEN 1 THEN RETURN 'CIRCLE ICRS ' || shape[2] || ' ' || shape[3] || ' ' || shape[4];
    WHEN 2 THEN RETURN 'POLYGON ICRS ' || array_to_string(shape[2:], ' ');
    WHEN 3 THEN RETURN 'POLYGON ICRS ' || shape[2] || ' ' || shape[4] || ' ' || shape[3] || ' ' || shape[4] || ' ' || shape[3] || ' ' || shape[5] || ' ' || shape[2] || ' ' || shape[5];
    ELSE
      FOR p IN SELECT dax.shape_parts(shape) LOOP res := coalesce(res || ' ', '') || replace(dax.shape_text(dax.shape_of_json(p)), ' ICRS', ''); END LOOP;
      RETURN 'UNION ICRS (' || res || ')';
  END CASE;
END $$;
`
