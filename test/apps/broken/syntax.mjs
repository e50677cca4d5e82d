import http from "node:http";
const = 3;
