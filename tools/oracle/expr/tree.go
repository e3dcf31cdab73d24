package main

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"

	"github.com/expr-lang/expr/ast"
)

// tree is upstream's syntax tree as nested lists, each beginning with what it is.
func tree(node ast.Node) any {
	switch n := node.(type) {
	case nil:
		return nil
	case *ast.NilNode:
		return []any{"nil"}
	case *ast.BoolNode:
		return []any{"boolean", n.Value}
	case *ast.IntegerNode:
		return []any{"integer", strconv.Itoa(n.Value)}
	case *ast.FloatNode:
		return []any{"float", fmt.Sprintf("%016x", math.Float64bits(n.Value))}
	case *ast.StringNode:
		return []any{"string", n.Value}
	case *ast.BytesNode:
		return []any{"bytes", hex.EncodeToString(n.Value)}
	case *ast.IdentifierNode:
		return []any{"identifier", n.Value}
	case *ast.PointerNode:
		return []any{"pointer", n.Name}
	case *ast.UnaryNode:
		return []any{"unary", n.Operator, tree(n.Node)}
	case *ast.BinaryNode:
		return []any{"binary", n.Operator, tree(n.Left), tree(n.Right)}
	case *ast.ChainNode:
		return []any{"chain", tree(n.Node)}
	case *ast.MemberNode:
		return []any{"member", tree(n.Node), tree(n.Property), n.Optional, n.Method}
	case *ast.SliceNode:
		return []any{"slice", tree(n.Node), tree(n.From), tree(n.To)}
	case *ast.CallNode:
		return []any{"call", tree(n.Callee), trees(n.Arguments)}
	case *ast.BuiltinNode:
		return []any{"builtin", n.Name, trees(n.Arguments)}
	case *ast.PredicateNode:
		return []any{"predicate", tree(n.Node)}
	case *ast.VariableDeclaratorNode:
		return []any{"let", n.Name, tree(n.Value), tree(n.Expr)}
	case *ast.SequenceNode:
		return []any{"sequence", trees(n.Nodes)}
	case *ast.ConditionalNode:
		return []any{"conditional", tree(n.Cond), tree(n.Exp1), tree(n.Exp2)}
	case *ast.ArrayNode:
		return []any{"array", trees(n.Nodes)}
	case *ast.PairNode:
		return []any{tree(n.Key), tree(n.Value)}
	case *ast.MapNode:
		return []any{"map", trees(n.Pairs)}
	default:
		panic(fmt.Sprintf("no such node: %T", n))
	}
}

func trees(nodes []ast.Node) []any {
	all := make([]any, len(nodes))
	for i, node := range nodes {
		all[i] = tree(node)
	}
	return all
}
